package io.opsmon.boot.web;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.util.MultiValueMap;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Adds security headers to a response. The headers prevent browsers from guessing its type, embedding it in other sites
 * and sending its address as a referrer. Headers that the response or the host has set are kept.
 *
 * @param target the response
 * @param defaults the headers that are added if they are missing
 */
record GuardedAnswer(ServerResponse target, Map<String, String> defaults) implements ServerResponse {

    /** Headers of every response. */
    static final Map<String, String> EVERY = Map.of(
            "X-Content-Type-Options", "nosniff",
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Resource-Policy", "same-origin");

    @Override
    public HttpStatusCode statusCode() {
        return target.statusCode();
    }

    @Override
    public HttpHeaders headers() {
        return target.headers();
    }

    @Override
    public MultiValueMap<String, Cookie> cookies() {
        return target.cookies();
    }

    @Override
    public @Nullable ModelAndView writeTo(HttpServletRequest request, HttpServletResponse response, Context context)
            throws ServletException, IOException {
        defaults.forEach((name, value) -> {
            if (!target.headers().containsHeader(name) && !response.containsHeader(name)) {
                response.setHeader(name, value);
            }
        });
        return target.writeTo(request, response, context);
    }
}
