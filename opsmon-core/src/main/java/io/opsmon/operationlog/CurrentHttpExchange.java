package io.opsmon.operationlog;

import org.jspecify.annotations.Nullable;

/**
 * The request that a thread serves in a reactive host: carried in the Reactor context under {@link #KEY}, and bound to
 * threads where the host propagates contexts automatically. Thread-safe.
 *
 * @since 0.1
 */
public final class CurrentHttpExchange implements HttpExchangeResolver {

    /** Names the exchange in a Reactor context. */
    public static final String KEY = "io.opsmon.operationlog.exchange";

    private static final ThreadLocal<@Nullable HttpExchange> CURRENT = new ThreadLocal<>();

    /** Makes the resolver. */
    public CurrentHttpExchange() {}

    @Override
    public @Nullable HttpExchange resolve() {
        return CURRENT.get();
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
