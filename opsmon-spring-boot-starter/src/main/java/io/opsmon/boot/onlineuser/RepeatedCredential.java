package io.opsmon.boot.onlineuser;

import io.opsmon.onlineuser.internal.console.HostCredential;
import io.opsmon.onlineuser.internal.console.HostCredential.Place;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A request with the credential of a session of the console in its header or cookie. */
final class RepeatedCredential extends HttpServletRequestWrapper {

    private static final String COOKIE = "Cookie";

    private final String header;
    private final String value;
    private final @Nullable Cookie cookie;

    RepeatedCredential(HttpServletRequest request, HostCredential credential) {
        super(request);
        if (credential.place() == Place.HEADER) {
            this.header = credential.name();
            this.value = credential.value();
            this.cookie = null;
        } else {
            @Nullable String sent = request.getHeader(COOKIE);
            this.header = COOKIE;
            this.value = (sent == null ? "" : sent + "; ") + credential.name() + "=" + credential.value();
            this.cookie = new Cookie(credential.name(), credential.value());
        }
    }

    @Override
    public @Nullable String getHeader(String name) {
        return header.equalsIgnoreCase(name) ? value : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return header.equalsIgnoreCase(name) ? Collections.enumeration(List.of(value)) : super.getHeaders(name);
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        Set<String> names = new LinkedHashSet<>(Collections.list(super.getHeaderNames()));
        if (names.stream().noneMatch(header::equalsIgnoreCase)) {
            names.add(header);
        }
        return Collections.enumeration(names);
    }

    @Override
    public Cookie @Nullable [] getCookies() {
        Cookie @Nullable [] sent = super.getCookies();
        if (cookie == null) {
            return sent;
        }
        Cookie[] cookies = sent == null ? new Cookie[1] : Arrays.copyOf(sent, sent.length + 1);
        cookies[cookies.length - 1] = cookie;
        return cookies;
    }
}
