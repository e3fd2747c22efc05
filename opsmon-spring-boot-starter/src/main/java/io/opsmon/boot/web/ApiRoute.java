package io.opsmon.boot.web;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;

/**
 * A route of the API. If several paths match a request, the most specific path is chosen: literal segments come before
 * variables.
 *
 * @param method the method
 * @param path the path pattern below {@code /opsmon/api/v1}, for example <code>/backups/{id}</code>
 * @param permission the permission of the caller; null if every signed-in caller may use the route, or the handler
 *     checks permissions itself
 * @param isOpen whether callers need not be signed in. The host's security does not see such requests
 * @param isScoped whether the handler shows a caller only what the {@link io.opsmon.log.LogScope} of the host lets this
 *     caller see. Other routes refuse callers who may not see all entries
 * @param consumes the only type of a request body; not a type that a form can send
 * @param parameters the names of the parameters in the query string
 * @param handler answers the requests
 * @since 0.1
 */
public record ApiRoute(
        HttpMethod method,
        String path,
        @Nullable String permission,
        boolean isOpen,
        boolean isScoped,
        MediaType consumes,
        List<String> parameters,
        Handler handler) {

    /** Answers requests to a route. The request has passed all checks. Thread-safe. */
    @FunctionalInterface
    public interface Handler {

        /**
         * Answers a request. May block.
         *
         * @param request the request
         * @return the response
         * @throws ApiException to answer with problem details
         * @throws IOException if the body of the request ended early
         */
        ApiResponse handle(ApiRequest request) throws IOException;
    }

    /** Copies the parameters. */
    public ApiRoute {
        parameters = List.copyOf(parameters);
    }

    private static ApiRoute of(HttpMethod method, String path, @Nullable String permission, Handler handler) {
        return new ApiRoute(method, path, permission, false, false, MediaType.APPLICATION_JSON, List.of(), handler);
    }

    /**
     * Creates a route that reads.
     *
     * @param path the path pattern
     * @param permission the permission; null for every signed-in caller
     * @param handler the handler
     * @return the route
     */
    public static ApiRoute get(String path, @Nullable String permission, Handler handler) {
        return of(HttpMethod.GET, path, permission, handler);
    }

    /**
     * Creates a route that returns the headers of another route.
     *
     * @param path the path pattern
     * @param permission the permission; null for every signed-in caller
     * @param handler the handler
     * @return the route
     */
    public static ApiRoute head(String path, @Nullable String permission, Handler handler) {
        return of(HttpMethod.HEAD, path, permission, handler);
    }

    /**
     * Creates a route that creates a resource or begins an operation.
     *
     * @param path the path pattern
     * @param permission the permission; null for every signed-in caller
     * @param handler the handler
     * @return the route
     */
    public static ApiRoute post(String path, @Nullable String permission, Handler handler) {
        return of(HttpMethod.POST, path, permission, handler);
    }

    /**
     * Creates a route that creates or replaces a resource.
     *
     * @param path the path pattern
     * @param permission the permission; null for every signed-in caller
     * @param handler the handler
     * @return the route
     */
    public static ApiRoute put(String path, @Nullable String permission, Handler handler) {
        return of(HttpMethod.PUT, path, permission, handler);
    }

    /**
     * Creates a route that deletes a resource.
     *
     * @param path the path pattern
     * @param permission the permission; null for every signed-in caller
     * @param handler the handler
     * @return the route
     */
    public static ApiRoute delete(String path, @Nullable String permission, Handler handler) {
        return of(HttpMethod.DELETE, path, permission, handler);
    }

    /**
     * Opens the route to callers who are not signed in. Requests to the route do not reach the host's security, because
     * most hosts would refuse them. They pass all other checks.
     *
     * @return the same route, open
     */
    public ApiRoute open() {
        return new ApiRoute(method, path, null, true, isScoped, consumes, parameters, handler);
    }

    /**
     * Opens the route to callers who may not see all entries, because the handler respects the
     * {@link io.opsmon.log.LogScope} or shows nothing of others.
     *
     * @return the same route, scoped
     */
    public ApiRoute scoped() {
        return new ApiRoute(method, path, permission, isOpen, true, consumes, parameters, handler);
    }

    /**
     * Names the parameters in the query string.
     *
     * @param names the names
     * @return the same route with the parameters
     */
    public ApiRoute withParameters(String... names) {
        return withParameters(Arrays.asList(names));
    }

    /**
     * Names the parameters in the query string.
     *
     * @param names the names
     * @return the same route with the parameters
     */
    public ApiRoute withParameters(Collection<String> names) {
        return new ApiRoute(method, path, permission, isOpen, isScoped, consumes, List.copyOf(names), handler);
    }

    /**
     * Replaces the type of a request body.
     *
     * @param type the only type of a body; not a type that a form can send
     * @return the same route with the type
     */
    public ApiRoute consuming(MediaType type) {
        return new ApiRoute(method, path, permission, isOpen, isScoped, type, parameters, handler);
    }
}
