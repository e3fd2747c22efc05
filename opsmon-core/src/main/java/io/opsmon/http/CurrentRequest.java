package io.opsmon.http;

import org.jspecify.annotations.Nullable;

/**
 * Knows which request the current thread serves. Thread-safe.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface CurrentRequest {

    /** There is never one. */
    CurrentRequest NONE = () -> null;

    /**
     * The request.
     *
     * @return the request; null if the thread serves none
     */
    @Nullable
    ClientRequest get();
}
