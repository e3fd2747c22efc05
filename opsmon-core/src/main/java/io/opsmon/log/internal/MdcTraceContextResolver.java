package io.opsmon.log.internal;

import io.opsmon.log.TraceContext;
import io.opsmon.log.TraceContextResolver;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Resolver of the trace from the logging context (MDC), which tracing libraries populate. Thread-safe.
 *
 * @since 0.1
 */
public final class MdcTraceContextResolver implements TraceContextResolver {

    private final String traceIdKey;
    private final String spanIdKey;

    /**
     * Creates a resolver.
     *
     * @param traceIdKey the MDC key of the trace id, {@code traceId} with Micrometer Tracing
     * @param spanIdKey the MDC key of the span id
     */
    public MdcTraceContextResolver(String traceIdKey, String spanIdKey) {
        this.traceIdKey = traceIdKey;
        this.spanIdKey = spanIdKey;
    }

    @Override
    public @Nullable TraceContext resolve() {
        @Nullable String traceId = MDC.get(traceIdKey);
        return traceId == null || traceId.isEmpty() ? null : new TraceContext(traceId, MDC.get(spanIdKey));
    }
}
