package io.opsmon.internal.http;

import io.opsmon.http.CurrentHttpExchange;
import io.opsmon.http.HttpExchange;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Provides the exchange that is bound to the current thread. The filter of a servlet host binds the exchange of each
 * request. In a reactive host, Micrometer's context propagation binds the exchange of Reactor's context. A bound
 * supplier creates its exchange on first use. Thread-safe.
 *
 * @since 0.1
 */
public final class ThreadHttpExchange implements CurrentHttpExchange {

    private static final ThreadLocal<@Nullable Supplier<? extends HttpExchange>> BOUND = new ThreadLocal<>();

    /** Creates a provider. */
    public ThreadHttpExchange() {}

    @Override
    public @Nullable HttpExchange get() {
        return current();
    }

    /**
     * Returns the exchange of the calling thread.
     *
     * @return the exchange; null outside a request
     */
    public static @Nullable HttpExchange current() {
        @Nullable Supplier<? extends HttpExchange> bound = BOUND.get();
        return bound == null ? null : bound.get();
    }

    /**
     * Returns the source of the exchange of the calling thread.
     *
     * @return the source; null outside a request
     */
    public static @Nullable Supplier<? extends HttpExchange> bound() {
        return BOUND.get();
    }

    /**
     * Binds a source to the calling thread.
     *
     * @param source the source; null to unbind
     */
    public static void bind(@Nullable Supplier<? extends HttpExchange> source) {
        if (source == null) {
            BOUND.remove();
        } else {
            BOUND.set(source);
        }
    }

    /**
     * Binds an exchange to the calling thread.
     *
     * @param exchange the exchange; null to unbind
     */
    public static void bindExchange(@Nullable HttpExchange exchange) {
        bind(exchange == null ? null : () -> exchange);
    }

    /**
     * Binds an exchange to the calling thread for a while.
     *
     * @param exchange the exchange; null for none
     * @return restores the previous state; runs on the same thread
     */
    public static Runnable enter(@Nullable HttpExchange exchange) {
        @Nullable Supplier<? extends HttpExchange> before = BOUND.get();
        bindExchange(exchange);
        return () -> bind(before);
    }
}
