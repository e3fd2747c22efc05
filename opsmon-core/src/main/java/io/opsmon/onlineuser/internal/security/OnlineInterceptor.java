package io.opsmon.onlineuser.internal.security;

import io.opsmon.http.CurrentHttpExchange;
import io.opsmon.http.HttpExchange;
import io.opsmon.internal.security.BearerToken;
import io.opsmon.internal.security.PrincipalName;
import io.opsmon.internal.security.WrappedProviders;
import io.opsmon.onlineuser.OnlineUserRegistry;
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
    private final Supplier<TokenSessions> tokens;
    private final Supplier<CurrentHttpExchange> requests;

    /**
     * Creates the interceptor.
     *
     * @param registry provides the registry at the first sign-in; null for none
     * @param sessions provides the factory of sessions
     * @param tokens provides the sessions of tokens
     * @param requests provides the source of the current request
     */
    public OnlineInterceptor(
            Supplier<@Nullable OnlineUserRegistry> registry,
            Supplier<OnlineSessions> sessions,
            Supplier<TokenSessions> tokens,
            Supplier<CurrentHttpExchange> requests) {
        this.registry = registry;
        this.sessions = sessions;
        this.tokens = tokens;
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
        @Nullable HttpExchange request = requests.get().get();
        if (BearerToken.isBearer(authenticated, request)) {
            tokens.get().provided(authenticated, request);
        } else if (request != null && !tokens.get().isCarried(asked, request)) {
            @Nullable String sessionId = request.sessionId();
            if (present.isFull(
                    PrincipalName.required(authenticated),
                    sessionId == null ? null : sessions.get().ofSession(sessionId))) {
                throw new TooManySessionsException();
            }
        }
    }
}
