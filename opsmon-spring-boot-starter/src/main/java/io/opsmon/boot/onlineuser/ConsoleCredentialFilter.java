package io.opsmon.boot.onlineuser;

import io.opsmon.boot.web.servlet.AnsweredRequests;
import io.opsmon.client.ClientHints;
import io.opsmon.internal.http.ClientAddressResolver;
import io.opsmon.onlineuser.internal.console.ConsoleSessions;
import io.opsmon.onlineuser.internal.console.ConsoleSessions.Client;
import io.opsmon.onlineuser.internal.console.ConsoleSessions.Use;
import io.opsmon.onlineuser.internal.console.HostCredential;
import io.opsmon.onlineuser.internal.console.HostCredential.Place;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats the credential of a session of the console to the host: adds the header or cookie to requests of that
 * session, in front of the host's security. The host then authenticates the user and decides about permissions as
 * usual.
 *
 * <p>Only requests to the API of opsmon receive the credential ({@link ConsoleRequests}). A request with a credential
 * of its own keeps that credential.
 */
final class ConsoleCredentialFilter implements Filter {

    private static final Logger log = LoggerFactory.getLogger(ConsoleCredentialFilter.class);
    private static final String USE = ConsoleCredentialFilter.class.getName() + ".use";

    private final ConsoleSessions sessions;
    private final ClientAddressResolver addresses;
    private final String apiPath;

    /**
     * Creates the filter.
     *
     * @param sessions the sessions of the console
     * @param addresses resolves client addresses
     * @param apiPath the path of the API below the context path, with a slash at its end
     */
    ConsoleCredentialFilter(ConsoleSessions sessions, ClientAddressResolver addresses, String apiPath) {
        this.sessions = sessions;
        this.addresses = addresses;
        this.apiPath = apiPath;
    }

    /** Returns the session of the console that a request belongs to; null if it belongs to none. */
    static @Nullable Use use(ServletRequest request) {
        return request.getAttribute(USE) instanceof Use use ? use : null;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!(request instanceof HttpServletRequest http) || !(response instanceof HttpServletResponse answer)) {
            chain.doFilter(request, response);
            return;
        }
        @Nullable Use use;
        try {
            use = find(http);
        } catch (RuntimeException unavailable) {
            log.warn("Could not read a session of the console; the request is answered with 503", unavailable);
            refuse(answer);
            return;
        }
        if (use == null) {
            chain.doFilter(request, response);
            return;
        }
        http.setAttribute(USE, use);
        HttpServletRequest repeated = new RepeatedCredential(http, use.credential());
        chain.doFilter(repeated, response);
        if (repeated.isAsyncStarted()) {
            AsyncResponses.closeWithSession(use.local(), repeated.getAsyncContext());
        }
        conclude(http, answer, use);
    }

    private @Nullable Use find(HttpServletRequest request) {
        Cookie @Nullable [] cookies = request.getCookies();
        if (cookies == null || !isForApi(request)) {
            return null;
        }
        for (Cookie cookie : cookies) {
            if (cookie.getName().equals(ConsoleRequests.COOKIE)) {
                @Nullable Use use = sessions.use(cookie.getValue(), client(request));
                if (use != null) {
                    return hasOwn(request, use.credential()) ? null : use;
                }
            }
        }
        return null;
    }

    private boolean isForApi(HttpServletRequest request) {
        return ConsoleRequests.isForApi(request.getRequestURI(), request.getContextPath() + apiPath);
    }

    private static boolean hasOwn(HttpServletRequest request, HostCredential credential) {
        if (credential.place() == Place.HEADER) {
            return request.getHeader(credential.name()) != null;
        }
        Cookie @Nullable [] cookies = request.getCookies();
        return cookies != null
                && Arrays.stream(cookies).anyMatch(cookie -> cookie.getName().equals(credential.name()));
    }

    private Client client(HttpServletRequest request) {
        @Nullable
        String ip = addresses.resolve(request.getRemoteAddr(), name -> Collections.list(request.getHeaders(name)));
        return new Client(null, ip, request.getHeader("User-Agent"), ClientHints.of(request::getHeader));
    }

    private static void refuse(HttpServletResponse response) throws IOException {
        response.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
        response.setContentType("application/problem+json");
        response.setHeader("Cache-Control", "no-store");
        response.getOutputStream().write(ConsoleRequests.unavailable());
    }

    private void conclude(HttpServletRequest request, HttpServletResponse response, Use use) {
        boolean isAnswered = AnsweredRequests.isAnswered(request);
        try {
            if (ConsoleRequests.isRefusal(response.getStatus(), isAnswered)) {
                sessions.refused(use);
            } else if (ConsoleRequests.isUse(request.getRequestURI(), isAnswered)) {
                sessions.accepted(use);
            }
        } catch (RuntimeException unavailable) {
            log.debug("Could not write the use of a session of the console", unavailable);
        }
    }
}
