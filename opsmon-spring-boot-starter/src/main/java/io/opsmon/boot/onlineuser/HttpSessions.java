package io.opsmon.boot.onlineuser;

import io.opsmon.boot.http.ServletHttpExchange;
import io.opsmon.http.HttpExchange;
import io.opsmon.internal.http.SessionAttributes;
import io.opsmon.onlineuser.LocalSession;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.time.Duration;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/** Stores references in the container's sessions, and ends sessions. Stateless. */
final class HttpSessions {

    /** The attribute with the session's reference, which saves its computation for each request. */
    private static final String REFERENCE = "io.opsmon.online";

    private HttpSessions() {}

    static @Nullable String reference(HttpSession session) {
        return session.getAttribute(REFERENCE) instanceof String ref ? ref : null;
    }

    /** Returns the session of a request; null if there is none. */
    static @Nullable HttpSession of(@Nullable HttpExchange exchange) {
        @Nullable
        HttpServletRequest served = exchange instanceof ServletHttpExchange servlet ? servlet.request() : null;
        return served == null ? null : served.getSession(false);
    }

    /** Stores the reference of a session that the current request has registered. */
    static void registered(HttpExchange request, LocalSession local) {
        @Nullable HttpSession session = of(request);
        if (session != null) {
            note(session, local);
        }
    }

    static void note(HttpSession session, LocalSession local) {
        session.setAttribute(REFERENCE, local.session().ref());
        if (!isSpringSession(session)) {
            local.invalidatedBy(() -> end(session));
        }
    }

    /** Spring Session's sessions are views for one request and end with the next request. */
    static boolean isSpringSession(HttpSession session) {
        return session.getClass().getName().startsWith("org.springframework.session.");
    }

    /** Returns the id of the session of a request; null if Spring Session does not store the session. */
    static @Nullable String storedId(HttpExchange request) {
        @Nullable HttpSession session = of(request);
        return session != null && isSpringSession(session) ? session.getId() : null;
    }

    /** Returns the idle time after which the session ends; zero if inactivity never ends it. */
    static Duration maxIdle(HttpSession session) {
        return Duration.ofSeconds(Math.max(0, session.getMaxInactiveInterval()));
    }

    /**
     * Ends the session of a request. If the session cannot be ended, removes its attributes: Spring Session's JDBC
     * repository deletes no session that never expires.
     */
    static void end(HttpServletRequest request, HttpSession session) {
        end(session);
        @Nullable HttpSession left = request.getSession(false);
        if (left != null) {
            Collections.list(left.getAttributeNames()).forEach(left::removeAttribute);
            left.setMaxInactiveInterval(1);
        }
    }

    static void end(HttpSession session) {
        try {
            session.setAttribute(SessionAttributes.KICKED, true);
            session.invalidate();
        } catch (IllegalStateException ended) {
            // The session has ended already.
        }
    }
}
