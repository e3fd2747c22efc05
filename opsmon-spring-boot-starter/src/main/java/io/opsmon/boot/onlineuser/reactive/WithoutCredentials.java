package io.opsmon.boot.onlineuser.reactive;

import io.opsmon.http.Credential;
import io.opsmon.http.Credential.Place;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.http.HttpCookie;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;

/** Hides headers and cookies with terminated credentials, also from a host that reads the header with the cookies. */
final class WithoutCredentials extends ServerHttpRequestDecorator {

    private final HttpHeaders headers = new HttpHeaders();
    private final MultiValueMap<String, HttpCookie> cookies = new LinkedMultiValueMap<>();

    WithoutCredentials(ServerHttpRequest request, List<Credential> hidden) {
        super(request);
        Set<String> hiddenHeaders = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        hiddenHeaders.addAll(names(hidden, Place.HEADER));
        Set<String> hiddenCookies = names(hidden, Place.COOKIE);
        request.getHeaders().forEach((name, values) -> {
            if (!hiddenHeaders.contains(name)) {
                List<String> kept = name.equalsIgnoreCase(HttpHeaders.COOKIE)
                        ? values.stream()
                                .map(value -> withoutCookies(value, hiddenCookies))
                                .filter(value -> !value.isEmpty())
                                .toList()
                        : values;
                headers.addAll(name, kept);
            }
        });
        request.getCookies().forEach((name, values) -> {
            if (!hiddenCookies.contains(name)) {
                cookies.addAll(name, values);
            }
        });
    }

    private static Set<String> names(List<Credential> hidden, Place place) {
        return hidden.stream()
                .filter(credential -> credential.place() == place)
                .map(Credential::name)
                .collect(Collectors.toSet());
    }

    private static String withoutCookies(String header, Set<String> names) {
        return Stream.of(header.split(";", -1))
                .filter(pair -> !names.contains(pair.split("=", 2)[0].strip()))
                .collect(Collectors.joining(";"))
                .strip();
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
