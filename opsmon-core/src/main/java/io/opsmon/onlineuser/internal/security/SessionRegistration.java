package io.opsmon.onlineuser.internal.security;

import io.opsmon.http.HttpExchange;
import io.opsmon.internal.security.BearerToken;
import io.opsmon.internal.security.PrincipalName;
import io.opsmon.onlineuser.LocalSession;
import io.opsmon.onlineuser.OnlineUserRegistry;
import java.time.Instant;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;

/**
 * Registers the session of a sign-in when the request of the sign-in has been served, because the session has its final
 * id by then. A sign-in without a session, for example HTTP Basic, is not registered. Thread-safe.
 */
final class SessionRegistration {

    private final OnlineUserRegistry registry;
    private final OnlineSessions sessions;
    private final BiConsumer<HttpExchange, LocalSession> registered;

    /** The sign-in of one request. */
    private static final class Pending {
        private volatile @Nullable Authentication authentication;
    }

    /**
     * Creates the registration.
     *
     * @param registry the registry of sessions
     * @param sessions creates sessions from requests
     * @param registered receives a registered session and its request
     */
    SessionRegistration(
            OnlineUserRegistry registry, OnlineSessions sessions, BiConsumer<HttpExchange, LocalSession> registered) {
        this.registry = registry;
        this.sessions = sessions;
        this.registered = registered;
    }

    /** Called for each success of a request; the last user counts. */
    void succeeded(Authentication authentication, @Nullable HttpExchange request) {
        if (request == null
                || BearerToken.isBearer(authentication, request)
                || authentication instanceof AnonymousAuthenticationToken) {
            return;
        }
        Pending pending = request.attribute(Pending.class, Pending::new);
        Begun begun = request.attribute(Begun.class, sessions::begun);
        boolean first = pending.authentication == null;
        pending.authentication = authentication;
        if (first) {
            request.whenServed(() -> register(pending, request, begun));
        }
    }

    private void register(Pending pending, HttpExchange request, Begun begun) {
        @Nullable String sessionId = request.sessionId();
        @Nullable Authentication authentication = pending.authentication;
        if (sessionId != null && authentication != null && request.isSessionOfUser()) {
            LocalSession local = registry.register(
                    sessions.session(sessions.ofSession(sessionId), PrincipalName.required(authentication), request),
                    request.userAgent(),
                    request.hints(),
                    Instant.ofEpochMilli(begun.millis()));
            registered.accept(request, local);
        }
    }
}
