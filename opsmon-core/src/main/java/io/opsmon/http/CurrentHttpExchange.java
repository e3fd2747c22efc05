package io.opsmon.http;

import org.jspecify.annotations.Nullable;

/**
 * Provides the HTTP exchange of the current thread. Thread-safe.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface CurrentHttpExchange {

    /** Never provides an exchange. */
    CurrentHttpExchange NONE = () -> null;

    /**
     * Returns the exchange of the current thread.
     *
     * @return the exchange; null outside a request
     */
    @Nullable
    HttpExchange get();
}
