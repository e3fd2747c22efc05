package io.opsmon.http;

import org.jspecify.annotations.Nullable;

/**
 * Facts about the HTTP request of an operation.
 *
 * @param method the HTTP method
 * @param path the request path, decoded and normalised, without query, path parameters and secrets, at most 1,000
 *     characters
 * @param query the query string with sensitive values masked, at most 2,000 characters
 * @param status the response status; null if the entry was stored before the status was known
 * @param clientIp the client's address; forwarded headers count only if they come from trusted proxies
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
     * Returns a copy with another path.
     *
     * @param path the path
     * @return the copy
     */
    public HttpFacts withPath(String path) {
        return new HttpFacts(method, path, query, status, clientIp, userAgent, sessionReference);
    }

    /**
     * Returns a copy without the query.
     *
     * @return the copy
     */
    public HttpFacts withoutQuery() {
        return new HttpFacts(method, path, null, status, clientIp, userAgent, sessionReference);
    }

    /**
     * Returns a copy with the response status.
     *
     * @param status the HTTP status
     * @return the copy
     */
    public HttpFacts withStatus(int status) {
        return new HttpFacts(method, path, query, status, clientIp, userAgent, sessionReference);
    }
}
