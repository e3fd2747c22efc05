package io.opsmon.boot.http;

import io.opsmon.http.HttpExchange;

/**
 * Adds attributes to each exchange of a servlet host at its first use.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface ExchangeCustomizer {

    /**
     * Adds attributes.
     *
     * @param exchange the exchange
     */
    void customize(HttpExchange exchange);
}
