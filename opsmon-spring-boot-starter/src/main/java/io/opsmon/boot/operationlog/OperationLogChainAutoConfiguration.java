package io.opsmon.boot.operationlog;

import io.opsmon.boot.database.OpsmonDatabase;
import io.opsmon.boot.database.OpsmonDatabaseAutoConfiguration;
import io.opsmon.boot.database.OpsmonMaintenanceAutoConfiguration;
import io.opsmon.boot.health.Problems;
import io.opsmon.boot.http.Instance;
import io.opsmon.boot.http.InstanceAutoConfiguration;
import io.opsmon.boot.log.ChainAutoConfiguration;
import io.opsmon.boot.log.ChainProperties;
import io.opsmon.boot.log.ChainVerificationRuns;
import io.opsmon.boot.log.FinalSeal;
import io.opsmon.boot.log.Findings;
import io.opsmon.chain.Sealer;
import io.opsmon.chain.internal.SealArchive;
import io.opsmon.internal.maintenance.MaintenanceTask;
import io.opsmon.log.internal.jdbc.JdbcLogChain;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogRepository;
import io.opsmon.operationlog.internal.jdbc.OperationLogLayout;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;

/** Auto-configuration that chains, seals and verifies the operation logs of hosts with a database. */
@AutoConfiguration(
        after = {OpsmonDatabaseAutoConfiguration.class, ChainAutoConfiguration.class, InstanceAutoConfiguration.class},
        before = {OperationLogAutoConfiguration.class, OpsmonMaintenanceAutoConfiguration.class})
@ConditionalOnBean(OpsmonDatabase.class)
// A host with its own store does not have the tables of opsmon.
@ConditionalOnMissingBean(OperationLogRepository.class)
@ConditionalOnProperty(
        name = {"opsmon.operation-log.enabled", "opsmon.operation-log.chain.enabled"},
        matchIfMissing = true)
public final class OperationLogChainAutoConfiguration {

    OperationLogChainAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(name = "opsmonOperationLogChain")
    JdbcLogChain<OperationLogEntry> opsmonOperationLogChain(
            OpsmonDatabase database,
            Instance instance,
            Sealer sealer,
            ObjectProvider<SealArchive> archives,
            ObjectProvider<Clock> clock,
            ApplicationEventPublisher events) {
        Clock time = clock.getIfUnique(Clock::systemUTC);
        return new JdbcLogChain<>(
                OperationLogLayout.LAYOUT,
                database.dataSource(),
                instance.node(),
                sealer,
                archives.orderedStream().toList(),
                time,
                Findings.of(OperationLogLayout.LAYOUT.kind(), database, sealer, time, events));
    }

    @Bean
    MaintenanceTask opsmonOperationLogSealing(
            JdbcLogChain<OperationLogEntry> chain, ChainProperties properties, Instance instance) {
        return new MaintenanceTask(
                Findings.taskOf("operation-log-sealing", instance.node()), properties.sealInterval(), chain::keep);
    }

    @Bean
    ChainVerificationRuns opsmonOperationLogVerificationRuns(
            JdbcLogChain<OperationLogEntry> chain, ObjectProvider<Clock> clock) {
        return new ChainVerificationRuns(chain, clock.getIfUnique(Clock::systemUTC));
    }

    @Bean
    SmartLifecycle opsmonOperationLogFinalSeal(JdbcLogChain<OperationLogEntry> chain, Problems problems) {
        return new FinalSeal(chain, problems);
    }
}
