package io.opsmon.log.internal;

import io.opsmon.http.CurrentHttpExchange;
import io.opsmon.http.HttpExchange;
import io.opsmon.internal.http.TraceParent;
import io.opsmon.log.TraceContext;
import io.opsmon.log.TraceContextResolver;
import org.jspecify.annotations.Nullable;

/**
 * Resolves the trace that the {@code traceparent} header of the current request names. Thread-safe.
 *
 * @since 0.1
 */
public final class TraceParentResolver implements TraceContextResolver {

    private final CurrentHttpExchange exchanges;

    /**
     * Creates a resolver.
     *
     * @param exchanges provides the request
     */
    public TraceParentResolver(CurrentHttpExchange exchanges) {
        this.exchanges = exchanges;
    }

    @Override
    public @Nullable TraceContext resolve() {
        @Nullable HttpExchange exchange = exchanges.get();
        @Nullable TraceParent parent = exchange == null ? null : TraceParent.parse(exchange.header("traceparent"));
        return parent == null ? null : new TraceContext(parent.traceId(), parent.spanId());
    }
}
