package io.opsmon.boot.operationlog;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.opsmon.boot.log.recorder.RecorderMeters;
import io.opsmon.log.internal.jdbc.JdbcLogChain;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogRecorder;
import io.opsmon.operationlog.internal.forwarding.Forwarding;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the meters of the recorder and of forwarding. */
@AutoConfiguration(after = {OperationLogAutoConfiguration.class, OperationLogForwardingAutoConfiguration.class})
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(OperationLogRecorder.class)
public final class OperationLogMetricsAutoConfiguration {

    OperationLogMetricsAutoConfiguration() {}

    @Bean
    MeterBinder opsmonOperationLogMeters(
            OperationLogRecorder recorder, ObjectProvider<JdbcLogChain<OperationLogEntry>> chain) {
        return new RecorderMeters(recorder, chain.getIfAvailable());
    }

    /** Registers the {@code opsmon.forwarding.*} meters with the exporter's name as tag. */
    @Bean
    @ConditionalOnBean(Forwardings.class)
    MeterBinder opsmonForwardingMeters(Forwardings forwardings) {
        return registry -> forwardings.all().forEach(forwarding -> {
            FunctionCounter.builder("opsmon.forwarding.sent", forwarding, Forwarding::sent)
                    .description("Entries sent")
                    .tag("exporter", forwarding.name())
                    .register(registry);
            FunctionCounter.builder("opsmon.forwarding.failures", forwarding, Forwarding::failures)
                    .description("Batches that the target did not accept")
                    .tag("exporter", forwarding.name())
                    .register(registry);
            FunctionCounter.builder("opsmon.forwarding.skipped", forwarding, Forwarding::skipped)
                    .description("Entries that retention removed before they were sent")
                    .tag("exporter", forwarding.name())
                    .register(registry);
            Gauge.builder("opsmon.forwarding.lag", forwarding, Forwarding::lag)
                    .description("Entries not sent yet; -1 if the number is unknown")
                    .tag("exporter", forwarding.name())
                    .register(registry);
        });
    }
}
