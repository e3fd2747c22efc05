package io.opsmon.boot.web.reactive;

import org.springframework.web.server.ServerWebExchange;

/**
 * Distinguishes requests that a route of opsmon has answered from those that a filter of the host has answered.
 * Stateless.
 *
 * @since 0.1
 */
public final class AnsweredExchanges {

    static final String ATTRIBUTE = AnsweredExchanges.class.getName();

    private AnsweredExchanges() {}

    /**
     * Returns whether a request has reached a route of opsmon.
     *
     * @param exchange the exchange after its filter chain
     * @return false if the host has refused the request
     */
    public static boolean isAnswered(ServerWebExchange exchange) {
        return Boolean.TRUE.equals(exchange.getAttribute(ATTRIBUTE));
    }
}
