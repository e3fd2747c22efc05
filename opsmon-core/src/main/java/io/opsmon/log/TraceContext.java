package io.opsmon.log;

import org.jspecify.annotations.Nullable;

/**
 * Trace and span of an operation in distributed tracing.
 *
 * @param traceId the trace, at most 64 characters
 * @param spanId the span, at most 32 characters, or null
 * @since 0.1
 */
public record TraceContext(String traceId, @Nullable String spanId) {}
