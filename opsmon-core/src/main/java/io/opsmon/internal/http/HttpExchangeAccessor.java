package io.opsmon.internal.http;

import io.micrometer.context.ThreadLocalAccessor;
import io.opsmon.http.HttpExchange;
import org.jspecify.annotations.Nullable;

/**
 * Binds the exchange of a Reactor context to threads through Micrometer's context propagation. Registered in
 * {@code META-INF/services} and loaded only if that library is present. Thread-safe.
 *
 * @since 0.1
 */
public final class HttpExchangeAccessor implements ThreadLocalAccessor<HttpExchange> {

    /** Called by the service loader. */
    public HttpExchangeAccessor() {}

    @Override
    public Object key() {
        return HttpExchange.class;
    }

    @Override
    public @Nullable HttpExchange getValue() {
        return ThreadHttpExchange.current();
    }

    @Override
    public void setValue(HttpExchange value) {
        ThreadHttpExchange.bindExchange(value);
    }

    @Override
    public void setValue() {
        ThreadHttpExchange.bind(null);
    }
}
