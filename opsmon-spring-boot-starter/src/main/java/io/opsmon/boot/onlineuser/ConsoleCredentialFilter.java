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
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats the credential of a session of the console to the host: adds the header or cookie to requests of that
 * session, in front of the host's security. The host then authenticates the user and decides about permissions as
 * usual.
 *
 * <p>Only requests to the API of opsmon receive the credential. A path in an unusual notation is not one of them,
 * because the host may understand it as another path. A request with a credential of its own keeps that credential.
 */
final class ConsoleCredentialFilter implements Filter {

    private static final Logger log = LoggerFactory.getLogger(ConsoleCredentialFilter.class);
    private static final String USE = ConsoleCredentialFilter.class.getName() + ".use";

    /** Notations that a part of a host may understand as another path: dots, slashes, parameters, twice encoded. */
    private static final Pattern AMBIGUOUS =
            Pattern.compile("//|;|\\\\|/\\.{1,2}(?:/|$)|%(?:2e|2f|5c|25|3b|00)", Pattern.CASE_INSENSITIVE);

    private static final String UNAVAILABLE = "{\"title\":\"Not available\",\"status\":503,"
            + "\"detail\":\"The store of online users is unavailable. Try again later.\"}";

    /** Answers of the host that say nothing about the credential: too many requests, and failures. */
    private static final int FIRST_STATUS_OF_NO_REFUSAL = 429;

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
            if (cookie.getName().equals(ConsoleSessionRoutes.COOKIE)) {
                @Nullable Use use = sessions.use(cookie.getValue(), client(request));
                if (use != null) {
                    return hasOwn(request, use.credential()) ? null : use;
                }
            }
        }
        return null;
    }

    private boolean isForApi(HttpServletRequest request) {
        String uri = request.getRequestURI();
        String api = request.getContextPath() + apiPath;
        return uri.startsWith(api) && !AMBIGUOUS.matcher(uri).find();
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
        response.getOutputStream().write(UNAVAILABLE.getBytes(StandardCharsets.UTF_8));
    }

    /** An open event stream is no use: otherwise, a forgotten tab would keep its session for ever. */
    private void conclude(HttpServletRequest request, HttpServletResponse response, Use use) {
        int status = response.getStatus();
        boolean isAnswered = AnsweredRequests.isAnswered(request);
        try {
            if (status == HttpServletResponse.SC_UNAUTHORIZED || (!isAnswered && status < FIRST_STATUS_OF_NO_REFUSAL)) {
                sessions.refused(use);
            } else if (isAnswered && !request.getRequestURI().endsWith(apiPath + "events")) {
                sessions.accepted(use);
            }
        } catch (RuntimeException unavailable) {
            log.debug("Could not write the use of a session of the console", unavailable);
        }
    }
}
