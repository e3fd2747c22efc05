package io.opsmon.boot.onlineuser;

import io.opsmon.boot.web.ApiRequest;
import org.jspecify.annotations.Nullable;

/**
 * Finds the session of a request to the API, on each web stack.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface OwnSession {

    /**
     * Returns the reference of the session.
     *
     * @param request the request
     * @return the reference; null if the request has no session that the registry lists
     */
    @Nullable
    String reference(ApiRequest request);
}
