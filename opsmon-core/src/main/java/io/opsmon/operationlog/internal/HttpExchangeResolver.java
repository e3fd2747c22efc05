package io.opsmon.operationlog.internal;

import io.opsmon.operationlog.HttpExchange;
import org.jspecify.annotations.Nullable;

/**
 * Resolves the HTTP request of the current thread.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface HttpExchangeResolver {

    /**
     * Resolves the request. Called on the thread of the recorded method before the method runs.
     *
     * @return the exchange; null outside a request
     */
    @Nullable
    HttpExchange resolve();
}
