package io.opsmon.boot.operationlog;

import io.opsmon.boot.log.recorder.RecorderHealthIndicator;
import io.opsmon.log.internal.jdbc.JdbcLogChain;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogRecorder;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the component {@code opsmonOperationLog} of the host's health. */
@AutoConfiguration(after = OperationLogAutoConfiguration.class)
@ConditionalOnClass(HealthIndicator.class)
@ConditionalOnBean(OperationLogRecorder.class)
@ConditionalOnEnabledHealthIndicator("opsmon-operation-log")
public final class OperationLogHealthAutoConfiguration {

    OperationLogHealthAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(name = "opsmonOperationLogHealthIndicator")
    HealthIndicator opsmonOperationLogHealthIndicator(
            OperationLogRecorder recorder, ObjectProvider<JdbcLogChain<OperationLogEntry>> chain) {
        return new RecorderHealthIndicator(recorder, chain.getIfAvailable());
    }
}
