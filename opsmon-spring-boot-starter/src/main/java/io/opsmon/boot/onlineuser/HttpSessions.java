package io.opsmon.boot.onlineuser;

import io.opsmon.boot.http.CurrentRequestFilter;
import io.opsmon.boot.http.CurrentRequestFilter.Served;
import io.opsmon.http.ClientRequest;
import io.opsmon.http.SessionAttributes;
import io.opsmon.onlineuser.LocalSession;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.time.Duration;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/** What opsmon notes in the container's sessions, and how it ends them. Stateless. */
final class HttpSessions {

    /** The session's reference, so that a request need not make it again. */
    private static final String REFERENCE = "io.opsmon.online";

    private HttpSessions() {}

    static @Nullable String reference(HttpSession session) {
        return session.getAttribute(REFERENCE) instanceof String ref ? ref : null;
    }

    /** Notes a session that has been registered in the current request. */
    static void registered(ClientRequest request, LocalSession local) {
        @Nullable Served served = CurrentRequestFilter.served();
        @Nullable HttpSession session = served == null ? null : served.request().getSession(false);
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

    /** Spring Session's are views for one request; they end with the next one. */
    private static boolean isSpringSession(HttpSession session) {
        return session.getClass().getName().startsWith("org.springframework.session.");
    }

    /** Zero for a session that never ends for not being used. */
    static Duration maxIdle(HttpSession session) {
        return Duration.ofSeconds(Math.max(0, session.getMaxInactiveInterval()));
    }

    /**
     * Ends the session of a request, and empties it where it cannot be ended: Spring Session's JDBC repository deletes
     * no session that never expires.
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
            // It has ended by itself.
        }
    }
}
