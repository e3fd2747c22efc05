package io.opsmon.boot.http;

import io.opsmon.client.ClientHints;
import io.opsmon.http.ClientRequest;
import io.opsmon.internal.http.ClientAddressResolver;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.net.HttpCookie;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/** Adapts a servlet request to {@link ClientRequest}; stored in the request and used by its thread only. */
final class ServletClientRequest implements ClientRequest {

    private static final String ATTRIBUTE = ServletClientRequest.class.getName();
    private static final boolean SECURITY_PRESENT = ClassUtils.isPresent(
            "org.springframework.security.core.context.SecurityContext", ServletClientRequest.class.getClassLoader());

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final ClientAddressResolver addresses;
    private final Map<Class<?>, Object> attributes = new HashMap<>();
    private List<Runnable> whenDone = new ArrayList<>(2);

    private ServletClientRequest(CurrentRequestFilter.Served served, ClientAddressResolver addresses) {
        this.request = served.request();
        this.response = served.response();
        this.addresses = addresses;
    }

    static ServletClientRequest of(CurrentRequestFilter.Served served, ClientAddressResolver addresses) {
        HttpServletRequest request = served.request();
        if (request.getAttribute(ATTRIBUTE) instanceof ServletClientRequest known) {
            return known;
        }
        ServletClientRequest fresh = new ServletClientRequest(served, addresses);
        request.setAttribute(ATTRIBUTE, fresh);
        return fresh;
    }

    static void done(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof ServletClientRequest known) {
            List<Runnable> actions = known.whenDone;
            known.whenDone = new ArrayList<>(0);
            DoneActions.run(actions);
        }
    }

    @Override
    public @Nullable String clientIp() {
        return addresses.resolve(request.getRemoteAddr(), name -> Collections.list(request.getHeaders(name)));
    }

    @Override
    public @Nullable String wholeClientIp() {
        return addresses.resolveWhole(request.getRemoteAddr(), name -> Collections.list(request.getHeaders(name)));
    }

    @Override
    public @Nullable Duration sessionMaxIdle() {
        @Nullable HttpSession session = request.getSession(false);
        return session == null ? null : Duration.ofSeconds(Math.max(0, session.getMaxInactiveInterval()));
    }

    @Override
    public @Nullable String userAgent() {
        return request.getHeader("User-Agent");
    }

    @Override
    public ClientHints hints() {
        return ClientHints.of(request::getHeader);
    }

    @Override
    public @Nullable String sessionId() {
        @Nullable HttpSession session = request.getSession(false);
        return session == null ? null : session.getId();
    }

    @Override
    public @Nullable String header(String name) {
        return request.getHeader(name);
    }

    @Override
    public List<String> headers(String name) {
        Enumeration<String> values = request.getHeaders(name);
        if (!values.hasMoreElements()) {
            return List.of();
        }
        String first = values.nextElement();
        if (!values.hasMoreElements()) {
            return List.of(first);
        }
        List<String> all = new ArrayList<>();
        all.add(first);
        values.asIterator().forEachRemaining(all::add);
        return all;
    }

    @Override
    public List<String> cookies(String name) {
        Cookie @Nullable [] brought = request.getCookies();
        if (brought == null) {
            return List.of();
        }
        return Arrays.stream(brought)
                .filter(cookie -> cookie.getName().equals(name))
                .map(Cookie::getValue)
                .filter(Objects::nonNull)
                .toList();
    }

    @Override
    public boolean isSessionOfUser() {
        @Nullable HttpSession session = request.getSession(false);
        return session != null && (!SECURITY_PRESENT || SessionContext.of(session) != null);
    }

    @Override
    public @Nullable String cookie(String name) {
        for (String header : response.getHeaders("Set-Cookie")) {
            if (header.startsWith(name + "=")) {
                HttpCookie cookie = HttpCookie.parse(header).get(0);
                return cookie.getMaxAge() == 0 || cookie.getValue().isEmpty() ? null : cookie.getValue();
            }
        }
        Cookie @Nullable [] brought = request.getCookies();
        for (Cookie cookie : brought == null ? new Cookie[0] : brought) {
            if (cookie.getName().equals(name)) {
                return cookie.getValue();
            }
        }
        return null;
    }

    @Override
    public @Nullable String requestedSessionId() {
        return request.getRequestedSessionId();
    }

    @Override
    public <T> T attribute(Class<T> type, Supplier<T> made) {
        return type.cast(Objects.requireNonNull(
                attributes.computeIfAbsent(type, unknown -> Objects.requireNonNull(made.get()))));
    }

    @Override
    public void whenDone(Runnable action) {
        whenDone.add(action);
    }
}
