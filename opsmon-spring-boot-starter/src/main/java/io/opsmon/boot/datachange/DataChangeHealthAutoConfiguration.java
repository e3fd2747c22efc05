package io.opsmon.boot.datachange;

import io.opsmon.chain.internal.jdbc.FindingLog;
import io.opsmon.datachange.internal.ChainedChange;
import io.opsmon.log.internal.jdbc.JdbcLogChain;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the component {@code opsmonDataChange} of the host's health. The status is DEGRADED while
 * integrity findings are not acknowledged, and never DOWN.
 */
@AutoConfiguration(after = DataChangeKeepingAutoConfiguration.class)
@ConditionalOnClass(HealthIndicator.class)
@ConditionalOnBean(name = "opsmonDataChangeChain")
@ConditionalOnEnabledHealthIndicator("opsmon-data-change")
public final class DataChangeHealthAutoConfiguration {

    private static final Status DEGRADED = new Status("DEGRADED");

    DataChangeHealthAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(name = "opsmonDataChangeHealthIndicator")
    HealthIndicator opsmonDataChangeHealthIndicator(JdbcLogChain<ChainedChange> chain) {
        FindingLog findings = chain.findings();
        return () -> {
            long open = findings.openInMemory();
            return (open > 0 ? Health.status(DEGRADED) : Health.up())
                    .withDetail("openFindings", open)
                    .build();
        };
    }
}
