package io.opsmon.onlineuser.internal.security;

import io.opsmon.http.ClientRequest;
import io.opsmon.http.CurrentRequest;
import io.opsmon.internal.security.BearerToken;
import io.opsmon.internal.security.PrincipalName;
import io.opsmon.internal.security.WrappedProviders;
import io.opsmon.onlineuser.OnlineUserRegistry;
import io.opsmon.onlineuser.SessionKind;
import io.opsmon.onlineuser.security.KickedTokenException;
import io.opsmon.onlineuser.security.TooManySessionsException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;

/**
 * Wraps every provider: refuses kicked tokens, records the use of other tokens, and refuses a sign-in that exceeds the
 * session limit. Thread-safe.
 *
 * @since 0.1
 */
public final class OnlineInterceptor implements WrappedProviders.Interceptor {

    private final Supplier<@Nullable OnlineUserRegistry> registry;
    private final Supplier<OnlineSessions> sessions;
    private final Supplier<CurrentRequest> requests;

    /**
     * Creates the interceptor.
     *
     * @param registry provides the registry at the first sign-in; null for none
     * @param sessions provides the factory of sessions
     * @param requests provides the source of the current request
     */
    public OnlineInterceptor(
            Supplier<@Nullable OnlineUserRegistry> registry,
            Supplier<OnlineSessions> sessions,
            Supplier<CurrentRequest> requests) {
        this.registry = registry;
        this.sessions = sessions;
        this.requests = requests;
    }

    @Override
    public void before(Authentication request) {
        BearerToken.asked(request, requests.get().get());
    }

    @Override
    public void after(Authentication asked, Authentication authenticated) {
        @Nullable OnlineUserRegistry present = registry.get();
        if (present == null || !authenticated.isAuthenticated()) {
            return;
        }
        @Nullable ClientRequest request = requests.get().get();
        @Nullable BearerToken token = BearerToken.of(authenticated, request);
        if (token != null) {
            believe(present, authenticated, token, request);
        } else if (request != null && !BearerToken.isBearer(authenticated, request)) {
            @Nullable String sessionId = request.sessionId();
            if (present.isFull(
                    PrincipalName.required(authenticated),
                    sessionId == null ? null : sessions.get().ofSession(sessionId))) {
                throw new TooManySessionsException();
            }
        }
    }

    /**
     * Records the use of a token that a filter chain accepted without a known provider, or refuses the token.
     *
     * @param authenticated the authentication of the request
     * @param token the token
     * @param request the request
     * @throws KickedTokenException if the token was kicked
     */
    public void believed(Authentication authenticated, BearerToken token, ClientRequest request) {
        @Nullable OnlineUserRegistry present = registry.get();
        if (present != null && authenticated.isAuthenticated()) {
            believe(present, authenticated, token, request);
        }
    }

    private void believe(
            OnlineUserRegistry present,
            Authentication authenticated,
            BearerToken token,
            @Nullable ClientRequest request) {
        OnlineSessions maker = sessions.get();
        String ref = maker.ofToken(token.identity());
        if (present.isKicked(ref)) {
            throw new KickedTokenException();
        }
        if (present.touch(ref) == null) {
            present.seen(
                    maker.now(
                            ref, PrincipalName.required(authenticated), SessionKind.TOKEN, request, token.expiresAt()),
                    request == null ? null : request.userAgent(),
                    request == null ? io.opsmon.client.ClientHints.NONE : request.hints());
        }
    }
}
