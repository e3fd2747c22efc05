package io.opsmon.operationlog;

import org.jspecify.annotations.Nullable;

/**
 * The HTTP request an operation was part of.
 *
 * @param method the HTTP method
 * @param path the request path, decoded and normalised, without query, path parameters and secrets, at most 1,000
 *     characters
 * @param query the query string with sensitive values masked, at most 2,000 characters
 * @param status the response status; null if the entry had to be stored before it was known
 * @param clientIp the client's address, seen through trusted proxies only
 * @param userAgent the User-Agent header, at most 500 characters
 * @param sessionReference a keyed hash of the session id, never the id
 * @since 0.1
 */
public record HttpFacts(
        String method,
        String path,
        @Nullable String query,
        @Nullable Integer status,
        @Nullable String clientIp,
        @Nullable String userAgent,
        @Nullable String sessionReference) {

    /**
     * The same request with another path.
     *
     * @param path the path
     * @return a copy
     */
    public HttpFacts withPath(String path) {
        return new HttpFacts(method, path, query, status, clientIp, userAgent, sessionReference);
    }

    /**
     * The same request without its query.
     *
     * @return a copy
     */
    public HttpFacts withoutQuery() {
        return new HttpFacts(method, path, null, status, clientIp, userAgent, sessionReference);
    }

    /**
     * The same request with its response status.
     *
     * @param status the HTTP status
     * @return a copy
     */
    public HttpFacts withStatus(int status) {
        return new HttpFacts(method, path, query, status, clientIp, userAgent, sessionReference);
    }
}
