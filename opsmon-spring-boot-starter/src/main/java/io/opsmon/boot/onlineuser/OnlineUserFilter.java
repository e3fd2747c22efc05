package io.opsmon.boot.onlineuser;

import io.opsmon.boot.http.SessionContext;
import io.opsmon.http.Credential;
import io.opsmon.http.CurrentHttpExchange;
import io.opsmon.http.HttpExchange;
import io.opsmon.internal.security.PrincipalName;
import io.opsmon.onlineuser.LocalSession;
import io.opsmon.onlineuser.OnlineUserRegistry;
import io.opsmon.onlineuser.internal.security.Begun;
import io.opsmon.onlineuser.internal.security.OnlineSessions;
import io.opsmon.onlineuser.internal.security.TokenSessions;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;

/**
 * Runs before Spring Security: records the use of sessions, ends kicked sessions, and hides kicked tokens and
 * remember-me cookies. A request with a kicked credential continues without a user, so that the host's own security
 * answers: with its login page, or 401.
 *
 * <p>Cost of a request with a known session: one attribute of the session, two look-ups in maps of this process, one
 * volatile write.
 */
final class OnlineUserFilter implements Filter {

    private final OnlineUserRegistry registry;
    private final OnlineSessions sessions;
    private final CurrentHttpExchange requests;
    private final TokenSessions tokens;

    OnlineUserFilter(
            OnlineUserRegistry registry, OnlineSessions sessions, CurrentHttpExchange requests, TokenSessions tokens) {
        this.registry = registry;
        this.sessions = sessions;
        this.requests = requests;
        this.tokens = tokens;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!(request instanceof HttpServletRequest http) || !(response instanceof HttpServletResponse answer)) {
            chain.doFilter(request, response);
            return;
        }
        @Nullable LocalSession local = look(http);
        if (local == null) {
            noteBegin();
        }
        @Nullable String id = local == null ? null : sessionId(http);
        HttpServletRequest seen = registry.hasKicks() ? withoutKicked(http, answer) : http;
        if (local == null) {
            chain.doFilter(seen, answer);
        } else {
            serve(local, http, seen, answer, chain);
        }
        if (local != null && !Objects.equals(id, sessionId(http))) {
            // Sign-out or new sign-in; not every repository of Spring Session publishes an event.
            registry.remove(local.session().ref());
        } else if (local != null) {
            noteMaxIdle(http, local);
        }
        if (local != null && request.isAsyncStarted()) {
            AsyncResponses.closeWithSession(local, request.getAsyncContext());
        }
    }

    /** Ends a session that is terminated while its request is served. The request itself is answered. */
    private void serve(
            LocalSession local,
            HttpServletRequest request,
            HttpServletRequest seen,
            HttpServletResponse response,
            FilterChain chain)
            throws IOException, ServletException {
        local.entered();
        try {
            chain.doFilter(seen, new EndedSessionResponse(response, () -> endIfKicked(local, request, false)));
        } finally {
            endIfKicked(local, request, local.left());
        }
    }

    /** A session of Spring Session is a view for one request; another session ends with its last request. */
    private void endIfKicked(LocalSession local, HttpServletRequest request, boolean last) {
        String ref = local.session().ref();
        if (!registry.isKicked(ref)) {
            return;
        }
        @Nullable HttpSession session = request.getSession(false);
        if (session != null
                && ref.equals(HttpSessions.reference(session))
                && (last || HttpSessions.isSpringSession(session))) {
            HttpSessions.end(request, session);
        }
    }

    /** Stores the start of the request, because a user may be kicked while the request of the sign-in is served. */
    private void noteBegin() {
        @Nullable HttpExchange request = requests.get();
        if (request != null) {
            Begun unused = request.attribute(Begun.class, sessions::begun);
        }
    }

    /** Updates the idle time, which the host may change during a session. */
    private void noteMaxIdle(HttpServletRequest request, LocalSession local) {
        @Nullable HttpSession session = request.getSession(false);
        if (session != null) {
            registry.changed(local, sessions.maxIdle(HttpSessions.maxIdle(session)));
        }
    }

    private static @Nullable String sessionId(HttpServletRequest request) {
        @Nullable HttpSession session = request.getSession(false);
        return session == null ? null : session.getId();
    }

    private @Nullable LocalSession look(HttpServletRequest request) {
        @Nullable HttpSession session = request.getSession(false);
        if (session == null) {
            return null;
        }
        @Nullable String ref = HttpSessions.reference(session);
        if (ref != null && registry.isKicked(ref)) {
            HttpSessions.end(request, session);
            return null;
        }
        @Nullable LocalSession known = ref == null ? null : registry.touch(ref);
        return known == null ? notSeenYet(request, session) : known;
    }

    /**
     * Registers a session of another node, of the time before a restart, or of a sign-in without an event. The user is
     * read from Spring Security's context in the session.
     */
    private @Nullable LocalSession notSeenYet(HttpServletRequest request, HttpSession session) {
        @Nullable SecurityContext context = SessionContext.of(session);
        @Nullable Authentication authentication = context == null ? null : context.getAuthentication();
        if (authentication == null || !authentication.isAuthenticated()) {
            return null;
        }
        String ref = sessions.ofSession(session.getId());
        if (registry.isKicked(ref)) {
            HttpSessions.end(request, session);
            return null;
        }
        @Nullable HttpExchange current = requests.get();
        if (current == null) {
            return null;
        }
        LocalSession local = registry.seen(
                sessions.session(ref, PrincipalName.required(authentication), current),
                current.userAgent(),
                current.hints());
        HttpSessions.note(session, local);
        return local;
    }

    private HttpServletRequest withoutKicked(HttpServletRequest request, HttpServletResponse response) {
        @Nullable HttpExchange current = requests.get();
        List<Credential> hidden = current == null ? List.of() : tokens.hidden(current);
        @Nullable Cookie rememberMe = kickedRememberMe(request);
        if (rememberMe != null) {
            response.addCookie(removal(rememberMe.getName(), request));
            hidden = new ArrayList<>(hidden);
            hidden.add(Credential.cookie(rememberMe.getName(), rememberMe.getValue()));
        }
        return hidden.isEmpty() ? request : new WithoutCredentials(request, hidden);
    }

    private @Nullable Cookie kickedRememberMe(HttpServletRequest request) {
        @Nullable String name = sessions.rememberMeCookie();
        Cookie @Nullable [] cookies = request.getCookies();
        if (name == null || cookies == null) {
            return null;
        }
        for (Cookie cookie : cookies) {
            if (cookie.getName().equals(name) && registry.isKicked(sessions.ofRememberMe(cookie.getValue()))) {
                return cookie;
            }
        }
        return null;
    }

    private static Cookie removal(String name, HttpServletRequest request) {
        Cookie gone = new Cookie(name, "");
        gone.setMaxAge(0);
        gone.setPath(request.getContextPath().isEmpty() ? "/" : request.getContextPath());
        return gone;
    }
}
