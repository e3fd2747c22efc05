package io.opsmon.operationlog;

import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

/**
 * Lets Micrometer's context propagation bind the request in a Reactor context to threads. Found through
 * {@code META-INF/services}; loaded only where that library is present. Thread-safe.
 *
 * @since 0.1
 */
public final class HttpExchangeAccessor implements ThreadLocalAccessor<HttpExchange> {

    private final CurrentHttpExchange current = new CurrentHttpExchange();

    /** Called by the service loader. */
    public HttpExchangeAccessor() {}

    @Override
    public Object key() {
        return CurrentHttpExchange.KEY;
    }

    @Override
    public @Nullable HttpExchange getValue() {
        return current.resolve();
    }

    @Override
    public void setValue(HttpExchange value) {
        CurrentHttpExchange.bind(value);
    }

    @Override
    public void setValue() {
        CurrentHttpExchange.bind(null);
    }
}
