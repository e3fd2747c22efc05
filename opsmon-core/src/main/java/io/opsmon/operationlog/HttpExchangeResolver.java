package io.opsmon.operationlog;

import org.jspecify.annotations.Nullable;

/**
 * Finds the HTTP request that the current thread serves.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface HttpExchangeResolver {

    /**
     * Called on the thread of the recorded method before it runs.
     *
     * @return the exchange; null outside a request
     */
    @Nullable
    HttpExchange resolve();
}
