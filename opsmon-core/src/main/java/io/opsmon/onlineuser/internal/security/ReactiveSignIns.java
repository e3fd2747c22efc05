package io.opsmon.onlineuser.internal.security;

import io.opsmon.http.HttpExchange;
import io.opsmon.internal.security.BearerToken;
import io.opsmon.internal.security.PrincipalName;
import io.opsmon.onlineuser.LocalSession;
import io.opsmon.onlineuser.OnlineUserRegistry;
import io.opsmon.onlineuser.security.TooManySessionsException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.core.Authentication;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Wraps a reactive authentication manager: refuses kicked tokens, records the use of other tokens, refuses a sign-in
 * that exceeds the session limit, and registers the session of a sign-in. In nested managers, only the outermost
 * wrapper acts. The request is read from Reactor's context under the class {@link HttpExchange}. The limit is read on
 * another thread, because the store blocks. Thread-safe.
 *
 * @since 0.1
 */
public final class ReactiveSignIns implements ReactiveAuthenticationManager {

    private final ReactiveAuthenticationManager manager;
    private final OnlineUserRegistry registry;
    private final OnlineSessions sessions;
    private final TokenSessions tokens;
    private final SessionRegistration registration;

    /**
     * Wraps a manager.
     *
     * @param manager the host's manager
     * @param registry the registry of sessions
     * @param sessions creates sessions from requests
     * @param tokens the sessions of tokens
     * @param registered receives a registered session and its request
     */
    public ReactiveSignIns(
            ReactiveAuthenticationManager manager,
            OnlineUserRegistry registry,
            OnlineSessions sessions,
            TokenSessions tokens,
            BiConsumer<HttpExchange, LocalSession> registered) {
        this.manager = manager;
        this.registry = registry;
        this.sessions = sessions;
        this.tokens = tokens;
        this.registration = new SessionRegistration(registry, sessions, registered);
    }

    @Override
    public Mono<Authentication> authenticate(Authentication asked) {
        return Mono.deferContextual(context -> {
            if (context.hasKey(ReactiveSignIns.class)) {
                return manager.authenticate(asked);
            }
            @Nullable HttpExchange request = context.getOrDefault(HttpExchange.class, null);
            BearerToken.asked(asked, request);
            return manager.authenticate(asked)
                    .flatMap(authenticated -> admitted(asked, authenticated, request)
                            .then(Mono.fromSupplier(() -> registered(authenticated, request))))
                    .contextWrite(inner -> inner.put(ReactiveSignIns.class, true));
        });
    }

    private Mono<Void> admitted(Authentication asked, Authentication authenticated, @Nullable HttpExchange request) {
        if (!authenticated.isAuthenticated()) {
            return Mono.empty();
        }
        if (BearerToken.isBearer(authenticated, request)) {
            return Mono.fromRunnable(() -> tokens.provided(authenticated, request));
        }
        if (request == null || tokens.isCarried(asked, request)) {
            return Mono.empty();
        }
        @Nullable String sessionId = request.sessionId();
        return Mono.<Void>fromRunnable(() -> requireRoom(authenticated, sessionId))
                .subscribeOn(Schedulers.boundedElastic());
    }

    private void requireRoom(Authentication authenticated, @Nullable String sessionId) {
        if (registry.isFull(
                PrincipalName.required(authenticated), sessionId == null ? null : sessions.ofSession(sessionId))) {
            throw new TooManySessionsException();
        }
    }

    private Authentication registered(Authentication authenticated, @Nullable HttpExchange request) {
        if (authenticated.isAuthenticated()) {
            registration.succeeded(authenticated, request);
        }
        return authenticated;
    }
}
