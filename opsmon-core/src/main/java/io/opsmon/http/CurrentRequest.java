package io.opsmon.http;

import org.jspecify.annotations.Nullable;

/**
 * Provides the request of the current thread. Thread-safe.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface CurrentRequest {

    /** Never provides a request. */
    CurrentRequest NONE = () -> null;

    /**
     * Returns the request of the current thread.
     *
     * @return the request; null outside a request
     */
    @Nullable
    ClientRequest get();
}
