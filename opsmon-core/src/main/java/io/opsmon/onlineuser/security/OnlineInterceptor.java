package io.opsmon.onlineuser.security;

import io.opsmon.http.ClientRequest;
import io.opsmon.http.CurrentRequest;
import io.opsmon.onlineuser.OnlineUserRegistry;
import io.opsmon.onlineuser.SessionKind;
import io.opsmon.security.BearerToken;
import io.opsmon.security.PrincipalName;
import io.opsmon.security.WrappedProviders;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;

/**
 * Stands behind every provider: refuses tokens that were kicked, notes those that were not, and refuses a sign-in that
 * would be one session too many. Thread-safe.
 *
 * @since 0.1
 */
public final class OnlineInterceptor implements WrappedProviders.Interceptor {

    private final Supplier<@Nullable OnlineUserRegistry> registry;
    private final Supplier<OnlineSessions> sessions;
    private final Supplier<CurrentRequest> requests;

    /**
     * Makes the interceptor.
     *
     * @param registry gives the registry when somebody first signs in; null for none
     * @param sessions gives what makes sessions
     * @param requests gives what knows the current request
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
     * Notes a token that a chain has believed without a provider that is known here, or refuses it.
     *
     * @param authenticated the authentication of the request
     * @param token its token
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
