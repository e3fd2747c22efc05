package io.opsmon.operationlog.internal;

import io.micrometer.context.ThreadLocalAccessor;
import io.opsmon.operationlog.HttpExchange;
import org.jspecify.annotations.Nullable;

/**
 * Binds the request of a Reactor context to threads through Micrometer's context propagation. Registered in
 * {@code META-INF/services} and loaded only if that library is present. Thread-safe.
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
