package io.opsmon.boot.web;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Ends a request with problem details (RFC 9457).
 *
 * @since 0.1
 */
public final class ApiException extends RuntimeException {

    /** The HTTP status. */
    private final int status;

    /** A short summary of the problem type. */
    private final String title;

    /** The invalid parameter. */
    private final @Nullable String field;

    /** Further headers of the response. */
    private final Map<String, String> headers;

    /** The name of the problem for programs. */
    private final @Nullable String code;

    private ApiException(int status, String title, String detail, @Nullable String field) {
        this(status, title, detail, field, Map.of(), null);
    }

    private ApiException(int status, String title, String detail, @Nullable String field, Map<String, String> headers) {
        this(status, title, detail, field, headers, null);
    }

    private ApiException(
            int status,
            String title,
            String detail,
            @Nullable String field,
            Map<String, String> headers,
            @Nullable String code) {
        super(detail);
        this.status = status;
        this.title = title;
        this.field = field;
        this.headers = headers;
        this.code = code;
    }

    /**
     * Creates a problem for an invalid request.
     *
     * @param field the invalid parameter
     * @param detail the requested value, the expected value and the remedy
     * @return 400
     */
    public static ApiException badRequest(String field, String detail) {
        return new ApiException(400, "Bad request", detail, field);
    }

    /**
     * Creates a problem for a caller who is not signed in.
     *
     * @return 401
     */
    public static ApiException unauthorized() {
        return new ApiException(401, "Not signed in", "Sign in to the application first.", null);
    }

    /**
     * Creates a problem for a caller without a permission.
     *
     * @param permission the missing permission
     * @return 403
     */
    public static ApiException forbidden(String permission) {
        return new ApiException(403, "Not permitted", "You need the permission " + permission + ".", null);
    }

    /**
     * Creates a problem for a request that no permission allows.
     *
     * @param title a summary of the reason
     * @param detail the reason and the remedy
     * @return 403
     */
    public static ApiException refused(String title, String detail) {
        return new ApiException(403, title, detail, null);
    }

    /**
     * Creates a problem for a known path without the method.
     *
     * @param detail the path and its methods
     * @param allowed the methods of the path
     * @return 405
     */
    public static ApiException methodNotAllowed(String detail, Set<String> allowed) {
        return new ApiException(405, "Method not allowed", detail, null, Map.of("Allow", String.join(", ", allowed)));
    }

    /**
     * Creates a problem for a body of the wrong type.
     *
     * @param detail the type that the route accepts
     * @return 415
     */
    public static ApiException unsupportedMediaType(String detail) {
        return new ApiException(415, "Unsupported media type", detail, "Content-Type");
    }

    /**
     * Creates a problem for a failure of opsmon itself, without the failure's message, which is for the log.
     *
     * @return 500
     */
    public static ApiException internalError() {
        return new ApiException(
                500,
                "Internal error",
                "opsmon could not answer the request. See the application's log for details.",
                null);
    }

    /**
     * Creates a problem for a resource that does not exist.
     *
     * @param detail the missing resource
     * @return 404
     */
    public static ApiException notFound(String detail) {
        return new ApiException(404, "Not found", detail, null);
    }

    /**
     * Creates a problem for a request that the caller must confirm or that contradicts the current state.
     *
     * @param detail the reason and the remedy
     * @return 409
     */
    public static ApiException conflict(String detail) {
        return new ApiException(409, "Conflict", detail, null);
    }

    /**
     * Returns the same problem with a name for programs, the member {@code code} of the response.
     *
     * @param name the name, in lower case with hyphens
     * @return the same problem with the name
     */
    public ApiException withCode(String name) {
        return new ApiException(status, title, String.valueOf(getMessage()), field, headers, name);
    }

    /**
     * Creates a problem for a request that is refused although the caller has the permission.
     *
     * @param detail the reason and the remedy
     * @return 403
     */
    public static ApiException refused(String detail) {
        return new ApiException(403, "Not permitted", detail, null);
    }

    /**
     * Creates a problem for a range that does not exist.
     *
     * @param detail the size of the resource
     * @return 416
     */
    public static ApiException rangeNotSatisfiable(String detail) {
        return new ApiException(416, "Range not satisfiable", detail, "Range");
    }

    /**
     * Creates a problem for a caller who has sent too many requests.
     *
     * @param detail the reason and the remedy
     * @param pause the time after which the caller may try again
     * @return 429
     */
    public static ApiException tooManyRequests(String detail, Duration pause) {
        return new ApiException(
                429, "Too many requests", detail, null, Map.of("Retry-After", Long.toString(pause.toSeconds())));
    }

    /**
     * Creates a problem for a request that cannot be served now.
     *
     * @param detail the reason and the remedy
     * @return 503
     */
    public static ApiException unavailable(String detail) {
        return new ApiException(503, "Not available", detail, null);
    }

    /**
     * Creates a problem for a database query that exceeds its timeout.
     *
     * @return 503
     */
    public static ApiException tooSlow() {
        return new ApiException(
                503,
                "Too slow",
                "The database did not answer in time. Narrow the filters, for example the time.",
                null);
    }

    /**
     * Creates a problem for an unavailable database.
     *
     * @return 503
     */
    public static ApiException databaseUnavailable() {
        return new ApiException(503, "Database unavailable", "The database did not answer. Try again later.", null);
    }

    /**
     * Returns the HTTP status.
     *
     * @return the status
     */
    public int status() {
        return status;
    }

    /**
     * Returns the summary of the problem type.
     *
     * @return the title
     */
    public String title() {
        return title;
    }

    /**
     * Returns the invalid parameter.
     *
     * @return the name of the parameter, or null
     */
    public @Nullable String field() {
        return field;
    }

    /**
     * Returns further headers of the response.
     *
     * @return the headers by name
     */
    public Map<String, String> headers() {
        return headers;
    }

    /**
     * Returns the name of the problem for programs.
     *
     * @return the name, or null
     */
    public @Nullable String code() {
        return code;
    }
}
