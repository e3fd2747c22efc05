package io.opsmon.boot.onlineuser;

import io.opsmon.boot.http.SessionContext;
import io.opsmon.http.CurrentHttpExchange;
import io.opsmon.http.HttpExchange;
import io.opsmon.internal.security.PrincipalName;
import io.opsmon.onlineuser.OnlineUserRegistry;
import io.opsmon.onlineuser.internal.security.OnlineSessions;
import io.opsmon.onlineuser.internal.security.TokenSessions;
import io.opsmon.onlineuser.security.KickedTokenException;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * Runs after Spring Security: records the use of the token with which the host's chain accepted the request. A filter
 * of the host that runs later may accept the token, too, so that the filter looks again at the end of the request.
 *
 * <p>A token that is terminated while its request is in the host's chain is refused with 401. The filter ignores users
 * of sessions.
 */
final class AcceptedTokenFilter implements Filter {

    private final TokenSessions tokens;
    private final CurrentHttpExchange requests;
    private final OnlineUserRegistry registry;
    private final OnlineSessions sessions;

    AcceptedTokenFilter(
            TokenSessions tokens, CurrentHttpExchange requests, OnlineUserRegistry registry, OnlineSessions sessions) {
        this.tokens = tokens;
        this.requests = requests;
        this.registry = registry;
        this.sessions = sessions;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!(request instanceof HttpServletRequest http)) {
            chain.doFilter(request, response);
            return;
        }
        boolean known;
        try {
            known = accept(http);
        } catch (KickedTokenException kicked) {
            HttpServletResponse answer = (HttpServletResponse) response;
            answer.setHeader("WWW-Authenticate", "Bearer error=\"invalid_token\"");
            answer.sendError(HttpServletResponse.SC_UNAUTHORIZED);
            return;
        }
        chain.doFilter(request, response);
        if (!known) {
            acceptLate(http);
        }
    }

    private void acceptLate(HttpServletRequest request) {
        try {
            boolean unused = accept(request);
        } catch (KickedTokenException kicked) {
            // The response is complete, and the next request does not have the token any more.
        }
    }

    /** Returns whether the request has a user by now. */
    private boolean accept(HttpServletRequest request) {
        @Nullable
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        if (authentication == null) {
            return false;
        }
        @Nullable HttpExchange current = requests.get();
        if (current == null || isOfSession(request, authentication) || tokens.accepted(authentication, current)) {
            return true;
        }
        return acceptSession(request, authentication, current);
    }

    /** Records a session in which the host keeps the user in its own way, without Spring Security's context. */
    private boolean acceptSession(HttpServletRequest request, Authentication authentication, HttpExchange current) {
        @Nullable HttpSession session = request.getSession(false);
        if (session == null || !request.isRequestedSessionIdValid() || !tokens.isOfSession(authentication, current)) {
            return false;
        }
        if (HttpSessions.reference(session) == null) {
            HttpSessions.note(
                    session,
                    registry.seen(
                            sessions.session(
                                    sessions.ofSession(session.getId()),
                                    PrincipalName.required(authentication),
                                    current),
                            current.userAgent(),
                            current.hints()));
        }
        return true;
    }

    private static boolean isOfSession(HttpServletRequest request, Authentication authentication) {
        @Nullable HttpSession session = request.getSession(false);
        @Nullable SecurityContext context = session == null ? null : SessionContext.of(session);
        return context != null && authentication.equals(context.getAuthentication());
    }
}
