package io.opsmon.operationlog.internal;

import io.opsmon.operationlog.HttpExchange;
import org.jspecify.annotations.Nullable;

/**
 * Resolves the HTTP request of the current thread in a reactive host. The request is stored in the Reactor context
 * under {@link #KEY}, and bound to threads if the host propagates contexts automatically. Thread-safe.
 *
 * @since 0.1
 */
public final class CurrentHttpExchange implements HttpExchangeResolver {

    /** The key of the exchange in a Reactor context. */
    public static final String KEY = "io.opsmon.operationlog.exchange";

    private static final ThreadLocal<@Nullable HttpExchange> CURRENT = new ThreadLocal<>();

    /** Creates the resolver. */
    public CurrentHttpExchange() {}

    @Override
    public @Nullable HttpExchange resolve() {
        return CURRENT.get();
    }

    /**
     * Binds an exchange to the calling thread for a while.
     *
     * @param exchange the exchange; null for none
     * @return restores the previous state; runs on the same thread
     */
    public static Runnable enter(@Nullable HttpExchange exchange) {
        @Nullable HttpExchange before = CURRENT.get();
        bind(exchange);
        return () -> bind(before);
    }

    /**
     * Binds an exchange to the calling thread.
     *
     * @param exchange the exchange; null to unbind
     */
    static void bind(@Nullable HttpExchange exchange) {
        if (exchange == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(exchange);
        }
    }
}
