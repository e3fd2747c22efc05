package io.opsmon.boot.operationlog;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.opsmon.log.TraceContext;
import io.opsmon.log.TraceContextResolver;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Auto-configuration that adds the current trace of Micrometer Tracing to entries. */
@AutoConfiguration(
        before = OperationLogAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration",
            "org.springframework.boot.micrometer.tracing.brave.autoconfigure.BraveAutoConfiguration",
            "org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure.OpenTelemetryTracingAutoConfiguration"
        })
@ConditionalOnClass(Tracer.class)
@ConditionalOnBean(Tracer.class)
public final class OperationLogTracingAutoConfiguration {

    OperationLogTracingAutoConfiguration() {}

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    TraceContextResolver opsmonTracerTraceContextResolver(Tracer tracer) {
        return () -> {
            @Nullable Span span = tracer.currentSpan();
            return span == null
                    ? null
                    : new TraceContext(span.context().traceId(), span.context().spanId());
        };
    }
}
