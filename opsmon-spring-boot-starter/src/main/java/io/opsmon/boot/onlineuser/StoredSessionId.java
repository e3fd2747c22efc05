package io.opsmon.boot.onlineuser;

import io.opsmon.http.HttpExchange;
import org.jspecify.annotations.Nullable;

/** Finds the sessions that Spring Session stores, if Spring Session determines existing sessions. */
@FunctionalInterface
interface StoredSessionId {

    /**
     * Returns the id of the session of a request.
     *
     * @param request the request
     * @return the id; null if there is no session, or if Spring Session does not store the session
     */
    @Nullable
    String of(HttpExchange request);
}
