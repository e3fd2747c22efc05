package io.opsmon.onlineuser.internal.security;

import io.opsmon.http.CurrentHttpExchange;
import io.opsmon.http.HttpExchange;
import io.opsmon.internal.http.SessionPresence;
import io.opsmon.internal.security.BearerToken;
import io.opsmon.internal.security.PrincipalName;
import io.opsmon.onlineuser.LocalSession;
import io.opsmon.onlineuser.OnlineUserRegistry;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.event.GenericApplicationListener;
import org.springframework.core.ResolvableType;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.event.AbstractAuthenticationEvent;
import org.springframework.security.authentication.event.AuthenticationSuccessEvent;
import org.springframework.security.authentication.event.LogoutSuccessEvent;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.session.SessionDestroyedEvent;
import org.springframework.security.core.session.SessionIdChangedEvent;

/**
 * Registers sign-ins and removes ended sessions on events of Spring Security. A sign-in is registered when its request
 * has been served, because the session has its final id by then. A sign-in without a session, for example HTTP Basic,
 * is not registered. Thread-safe.
 *
 * @since 0.1
 */
public final class OnlineEvents implements GenericApplicationListener {

    private final OnlineUserRegistry registry;
    private final OnlineSessions sessions;
    private final CurrentHttpExchange requests;
    private final BiConsumer<HttpExchange, LocalSession> registered;
    private final SessionPresence presence;
    private final TokenSessions tokens;

    /** The sign-in of one request. */
    private static final class Pending {
        private @Nullable Authentication authentication;
    }

    /**
     * Creates the listener.
     *
     * @param registry the registry of sessions
     * @param sessions creates sessions from requests
     * @param requests provides the current request
     * @param registered receives a registered session and its request
     * @param presence checks the announced end of a session
     * @param tokens the sessions of tokens
     */
    public OnlineEvents(
            OnlineUserRegistry registry,
            OnlineSessions sessions,
            CurrentHttpExchange requests,
            BiConsumer<HttpExchange, LocalSession> registered,
            SessionPresence presence,
            TokenSessions tokens) {
        this.registry = registry;
        this.sessions = sessions;
        this.requests = requests;
        this.registered = registered;
        this.presence = presence;
        this.tokens = tokens;
    }

    @Override
    public boolean supportsEventType(ResolvableType type) {
        Class<?> event = type.toClass();
        return AbstractAuthenticationEvent.class.isAssignableFrom(event)
                || SessionDestroyedEvent.class.isAssignableFrom(event)
                || SessionIdChangedEvent.class.isAssignableFrom(event);
    }

    @Override
    public void onApplicationEvent(ApplicationEvent event) {
        if (event instanceof AuthenticationSuccessEvent success) {
            succeeded(success.getAuthentication());
        } else if (event instanceof LogoutSuccessEvent) {
            signedOut();
        } else if (event instanceof SessionDestroyedEvent destroyed) {
            if (!presence.isPresent(destroyed.getId())) {
                registry.remove(sessions.ofSession(destroyed.getId()));
            }
        } else if (event instanceof SessionIdChangedEvent changed) {
            registry.remove(sessions.ofSession(changed.getOldSessionId()));
        }
    }

    /** Removes the token of the sign-out's request; the host decides whether the token remains valid. */
    private void signedOut() {
        @Nullable HttpExchange request = requests.get();
        if (request != null) {
            tokens.signedOut(request);
        }
    }

    private void succeeded(Authentication authentication) {
        @Nullable HttpExchange request = requests.get();
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
                    begun.at());
            registered.accept(request, local);
        }
    }
}
