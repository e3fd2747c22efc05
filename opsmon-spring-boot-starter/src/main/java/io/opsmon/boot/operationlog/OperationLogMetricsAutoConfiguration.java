package io.opsmon.boot.operationlog;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.opsmon.boot.log.forwarding.ForwardingMeters;
import io.opsmon.boot.log.forwarding.Forwardings;
import io.opsmon.boot.log.recorder.RecorderMeters;
import io.opsmon.log.internal.jdbc.JdbcLogChain;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogRecorder;
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

    @Bean
    @ConditionalOnBean(name = "opsmonForwardings")
    MeterBinder opsmonForwardingMeters(Forwardings<OperationLogEntry> forwardings) {
        return new ForwardingMeters(forwardings);
    }
}
