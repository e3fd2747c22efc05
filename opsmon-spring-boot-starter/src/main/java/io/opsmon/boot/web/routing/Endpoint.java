package io.opsmon.boot.web.routing;

import io.opsmon.boot.web.ApiRoute;
import java.util.Map;
import org.springframework.web.util.pattern.PathPattern;

/**
 * The handler of a request, found by the request's method and path. The handler checks the request and answers failures
 * with problem details. It throws only exceptions of Spring Security, which are for the host's filters.
 *
 * @param pattern the matching path pattern, for metrics
 * @param variables the variables of the path
 * @param defaultHeaders headers of the response, unless the response or the host has set them
 * @param handler the handler
 * @since 0.1
 */
public record Endpoint(
        PathPattern pattern,
        Map<String, String> variables,
        Map<String, String> defaultHeaders,
        ApiRoute.Handler handler) {

    /**
     * Headers that prevent browsers from guessing the type of a response, embedding the response in other sites and
     * sending its address as a referrer.
     */
    public static final Map<String, String> SECURITY_HEADERS = Map.of(
            "X-Content-Type-Options", "nosniff",
            "Referrer-Policy", "no-referrer",
            "Cross-Origin-Resource-Policy", "same-origin");
}
