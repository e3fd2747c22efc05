package io.opsmon.boot.datachange;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.opsmon.boot.log.forwarding.ForwardingMeters;
import io.opsmon.boot.log.forwarding.Forwardings;
import io.opsmon.chain.internal.jdbc.FindingLog;
import io.opsmon.datachange.internal.ChainedChange;
import io.opsmon.log.internal.jdbc.JdbcLogChain;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the meters of data changes. */
@AutoConfiguration(after = DataChangeAutoConfiguration.class)
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(TriggerMaintenance.class)
public final class DataChangeMetricsAutoConfiguration {

    DataChangeMetricsAutoConfiguration() {}

    @Bean
    MeterBinder opsmonDataChangeMeters(TriggerMaintenance triggers, ObjectProvider<JdbcLogChain<ChainedChange>> chain) {
        return registry -> {
            chain.ifAvailable(
                    known -> Gauge.builder("opsmon.integrity.findings", known.findings(), FindingLog::openInMemory)
                            .description("Integrity findings that no operator has acknowledged")
                            .tag("log", known.definition().name())
                            .register(registry));
            Gauge.builder(
                            "opsmon.data.changes.tables",
                            triggers,
                            all -> all.last().captured().size())
                    .description("Tables with current triggers")
                    .register(registry);
            Gauge.builder(
                            "opsmon.data.changes.problems",
                            triggers,
                            all -> all.last().problems().size())
                    .description("Tables without current triggers")
                    .register(registry);
            Gauge.builder("opsmon.data.changes.gaps", triggers, TriggerMaintenance::gaps)
                    .description("Statements of the last day whose changes could not be recorded")
                    .register(registry);
        };
    }

    @Bean
    @ConditionalOnBean(name = "opsmonDataChangeForwardings")
    MeterBinder opsmonDataChangeForwardingMeters(Forwardings<ChainedChange> forwardings) {
        return new ForwardingMeters(forwardings);
    }
}
