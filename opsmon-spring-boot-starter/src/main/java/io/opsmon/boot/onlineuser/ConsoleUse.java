package io.opsmon.boot.onlineuser;

import io.opsmon.boot.web.ApiRequest;
import io.opsmon.onlineuser.internal.console.ConsoleSessions;
import org.jspecify.annotations.Nullable;

/**
 * Finds the session of the console that a request belongs to, on each web stack.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface ConsoleUse {

    /**
     * Returns the use of the session.
     *
     * @param request the request
     * @return the use; null if the request belongs to no session of the console
     */
    ConsoleSessions.@Nullable Use of(ApiRequest request);
}
