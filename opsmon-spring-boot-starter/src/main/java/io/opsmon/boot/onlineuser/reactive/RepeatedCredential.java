package io.opsmon.boot.onlineuser.reactive;

import io.opsmon.onlineuser.internal.console.HostCredential;
import io.opsmon.onlineuser.internal.console.HostCredential.Place;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

/** A request with the credential of a session of the console in its header or cookie. */
final class RepeatedCredential extends ServerHttpRequestDecorator {

    private final HttpHeaders headers = new HttpHeaders();
    private final MultiValueMap<String, HttpCookie> cookies = new LinkedMultiValueMap<>();

    RepeatedCredential(ServerHttpRequest request, HostCredential credential) {
        super(request);
        request.getHeaders().forEach(headers::addAll);
        request.getCookies().forEach(cookies::addAll);
        if (credential.place() == Place.HEADER) {
            headers.set(credential.name(), credential.value());
        } else {
            @Nullable String sent = request.getHeaders().getFirst(HttpHeaders.COOKIE);
            headers.set(
                    HttpHeaders.COOKIE,
                    (sent == null ? "" : sent + "; ") + credential.name() + "=" + credential.value());
            cookies.add(credential.name(), new HttpCookie(credential.name(), credential.value()));
        }
    }

    @Override
    public HttpHeaders getHeaders() {
        return headers;
    }

    @Override
    public MultiValueMap<String, HttpCookie> getCookies() {
        return cookies;
    }
}
