package io.opsmon.onlineuser.internal.security;

import io.opsmon.http.CurrentHttpExchange;
import io.opsmon.http.HttpExchange;
import io.opsmon.internal.http.SessionPresence;
import io.opsmon.onlineuser.LocalSession;
import io.opsmon.onlineuser.OnlineUserRegistry;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.event.GenericApplicationListener;
import org.springframework.core.ResolvableType;
import org.springframework.security.authentication.event.AbstractAuthenticationEvent;
import org.springframework.security.authentication.event.AuthenticationSuccessEvent;
import org.springframework.security.authentication.event.LogoutSuccessEvent;
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
    private final SessionRegistration registration;
    private final SessionPresence presence;
    private final TokenSessions tokens;

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
        this.registration = new SessionRegistration(registry, sessions, registered);
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
            registration.succeeded(success.getAuthentication(), requests.get());
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
}
