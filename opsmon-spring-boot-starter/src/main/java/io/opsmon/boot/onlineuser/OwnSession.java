package io.opsmon.boot.onlineuser;

import io.opsmon.boot.web.ApiRequest;
import org.jspecify.annotations.Nullable;

/** Finds the session of a request to the API, on each web stack. */
@FunctionalInterface
interface OwnSession {

    /** Returns the reference of the session; null if the request has no session that the registry lists. */
    @Nullable
    String reference(ApiRequest request);
}
