package io.opsmon.boot.web;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request that is answered with problem details (RFC 9457).
 *
 * @since 0.1
 */
public final class ApiException extends RuntimeException {

    /** The HTTP status. */
    private final int status;

    /** What kind of problem it is, in few words. */
    private final String title;

    /** The parameter at fault. */
    private final @Nullable String field;

    /** Further headers of the answer. */
    private final Map<String, String> headers;

    /** The problem's name for programs. */
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
     * The caller's mistake.
     *
     * @param field the parameter at fault
     * @param detail what was asked, what was found and what to do
     * @return 400
     */
    public static ApiException badRequest(String field, String detail) {
        return new ApiException(400, "Bad request", detail, field);
    }

    /**
     * Nobody has signed in.
     *
     * @return 401
     */
    public static ApiException unauthorized() {
        return new ApiException(401, "Not signed in", "Sign in to the application first.", null);
    }

    /**
     * The caller may not.
     *
     * @param permission the permission that is missing
     * @return 403
     */
    public static ApiException forbidden(String permission) {
        return new ApiException(403, "Not permitted", "You need the permission " + permission + ".", null);
    }

    /** A request that is refused whatever the caller's permissions are: 403. */
    static ApiException refused(String title, String detail) {
        return new ApiException(403, title, detail, null);
    }

    /** A known path that has no such method: 405. */
    static ApiException methodNotAllowed(String detail, Set<String> allowed) {
        return new ApiException(405, "Method not allowed", detail, null, Map.of("Allow", String.join(", ", allowed)));
    }

    /** A body of another type than the route means: 415. */
    static ApiException unsupportedMediaType(String detail) {
        return new ApiException(415, "Unsupported media type", detail, "Content-Type");
    }

    /** A failure of opsmon itself. Its message is for the log. */
    static ApiException internalError() {
        return new ApiException(
                500, "Internal error", "opsmon could not answer. The application's log has the details.", null);
    }

    /**
     * There is no such thing.
     *
     * @param detail what there is not
     * @return 404
     */
    public static ApiException notFound(String detail) {
        return new ApiException(404, "Not found", detail, null);
    }

    /**
     * It would do what the caller hardly means.
     *
     * @param detail why, and how to say that it is meant
     * @return 409
     */
    public static ApiException conflict(String detail) {
        return new ApiException(409, "Conflict", detail, null);
    }

    /**
     * The same problem with a name that programs can tell it by: the member {@code code} of the answer.
     *
     * @param name the name, in lower case with hyphens
     * @return the same problem, named
     */
    public ApiException withCode(String name) {
        return new ApiException(status, title, String.valueOf(getMessage()), field, headers, name);
    }

    /**
     * The request is refused, whatever the caller may do otherwise.
     *
     * @param detail the reason, and the way to be permitted
     * @return 403
     */
    public static ApiException refused(String detail) {
        return new ApiException(403, "Not permitted", detail, null);
    }

    /**
     * There is no such part of it.
     *
     * @param detail how much there is
     * @return 416
     */
    public static ApiException rangeNotSatisfiable(String detail) {
        return new ApiException(416, "Range not satisfiable", detail, "Range");
    }

    /**
     * It cannot be done now.
     *
     * @param detail why, and what to do
     * @return 503
     */
    public static ApiException unavailable(String detail) {
        return new ApiException(503, "Not available", detail, null);
    }

    /** The database takes too long. */
    static ApiException tooSlow() {
        return new ApiException(
                503, "Too slow", "The database did not answer in time. Narrow the filters, by time for example.", null);
    }

    /** The database is away. */
    static ApiException databaseUnavailable() {
        return new ApiException(503, "Database unavailable", "The database did not answer. Try again later.", null);
    }

    int status() {
        return status;
    }

    String title() {
        return title;
    }

    @Nullable
    String field() {
        return field;
    }

    Map<String, String> headers() {
        return headers;
    }

    @Nullable
    String code() {
        return code;
    }
}
