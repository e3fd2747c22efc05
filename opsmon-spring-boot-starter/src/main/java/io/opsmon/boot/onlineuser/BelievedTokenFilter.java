package io.opsmon.boot.onlineuser;

import io.opsmon.http.ClientRequest;
import io.opsmon.http.CurrentRequest;
import io.opsmon.internal.security.BearerToken;
import io.opsmon.loginlog.internal.security.SecurityEvents;
import io.opsmon.onlineuser.internal.security.OnlineInterceptor;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.authentication.RememberMeAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationToken;

/**
 * Runs after Spring Security: records the use of tokens that the host's chain accepted without a
 * {@code ProviderManager}, and refuses kicked tokens with 401. A manager that is created per request, or a filter of
 * the host, has accepted such a token.
 *
 * <p>The token is read from the request; the type of the authentication does not matter. The filter ignores users of
 * sessions.
 */
final class BelievedTokenFilter implements Filter {

    private static final String SECURITY_CONTEXT = "SPRING_SECURITY_CONTEXT";

    private final OnlineInterceptor tokens;
    private final CurrentRequest requests;
    private final Supplier<@Nullable SecurityEvents> logins;

    BelievedTokenFilter(OnlineInterceptor tokens, CurrentRequest requests, Supplier<@Nullable SecurityEvents> logins) {
        this.tokens = tokens;
        this.requests = requests;
        this.logins = logins;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request instanceof HttpServletRequest http && !accepts(http)) {
            HttpServletResponse answer = (HttpServletResponse) response;
            answer.setHeader("WWW-Authenticate", "Bearer error=\"invalid_token\"");
            answer.sendError(HttpServletResponse.SC_UNAUTHORIZED);
            return;
        }
        chain.doFilter(request, response);
    }

    private boolean accepts(HttpServletRequest request) {
        @Nullable
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        if (authentication == null
                || !authentication.isAuthenticated()
                || authentication instanceof AnonymousAuthenticationToken
                || isOfSession(request, authentication)) {
            return true;
        }
        @Nullable ClientRequest current = requests.get();
        @Nullable BearerToken token = current == null ? null : token(authentication, current);
        if (token == null || current == null) {
            return true;
        }
        try {
            tokens.believed(authentication, token, current);
        } catch (KickedTokenException kicked) {
            return false;
        }
        @Nullable SecurityEvents events = logins.get();
        if (events != null) {
            events.believed(authentication, token);
        }
        return true;
    }

    private static @Nullable BearerToken token(Authentication authentication, ClientRequest request) {
        @Nullable BearerToken known = BearerToken.of(authentication, request);
        if (known != null) {
            return known;
        }
        boolean otherwise = authentication instanceof RememberMeAuthenticationToken
                || authentication instanceof PreAuthenticatedAuthenticationToken;
        return otherwise ? null : BearerToken.ofHeader(request);
    }

    private static boolean isOfSession(HttpServletRequest request, Authentication authentication) {
        @Nullable HttpSession session = request.getSession(false);
        return session != null
                && session.getAttribute(SECURITY_CONTEXT) instanceof SecurityContext context
                && authentication.equals(context.getAuthentication());
    }
}
