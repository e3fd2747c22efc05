package io.opsmon.boot.onlineuser;

import io.opsmon.http.Credential;
import io.opsmon.http.Credential.Place;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Hides headers and cookies with terminated credentials, also from a host that reads the header with the cookies. */
final class WithoutCredentials extends HttpServletRequestWrapper {

    private static final String COOKIES = "Cookie";

    private final Set<String> headers = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    private final Set<String> cookies;

    WithoutCredentials(HttpServletRequest request, List<Credential> hidden) {
        super(request);
        hidden.stream()
                .filter(credential -> credential.place() == Place.HEADER)
                .map(Credential::name)
                .forEach(headers::add);
        cookies = hidden.stream()
                .filter(credential -> credential.place() == Place.COOKIE)
                .map(Credential::name)
                .collect(Collectors.toSet());
    }

    @Override
    public @Nullable String getHeader(String name) {
        Enumeration<String> values = getHeaders(name);
        return values.hasMoreElements() ? values.nextElement() : null;
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        if (headers.contains(name)) {
            return Collections.emptyEnumeration();
        }
        Enumeration<String> values = super.getHeaders(name);
        if (cookies.isEmpty() || !name.equalsIgnoreCase(COOKIES)) {
            return values;
        }
        return Collections.enumeration(Collections.list(values).stream()
                .map(this::withoutCookies)
                .filter(value -> !value.isEmpty())
                .toList());
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        return Collections.enumeration(Collections.list(super.getHeaderNames()).stream()
                .filter(name -> !headers.contains(name))
                .toList());
    }

    private String withoutCookies(String header) {
        return Stream.of(header.split(";", -1))
                .filter(pair -> !cookies.contains(pair.split("=", 2)[0].strip()))
                .collect(Collectors.joining(";"))
                .strip();
    }

    @Override
    public Cookie @Nullable [] getCookies() {
        Cookie @Nullable [] all = super.getCookies();
        return all == null || cookies.isEmpty()
                ? all
                : Arrays.stream(all)
                        .filter(cookie -> !cookies.contains(cookie.getName()))
                        .toArray(Cookie[]::new);
    }

    @Override
    public long getDateHeader(String name) {
        return headers.contains(name) ? -1 : super.getDateHeader(name);
    }

    @Override
    public int getIntHeader(String name) {
        return headers.contains(name) ? -1 : super.getIntHeader(name);
    }
}
