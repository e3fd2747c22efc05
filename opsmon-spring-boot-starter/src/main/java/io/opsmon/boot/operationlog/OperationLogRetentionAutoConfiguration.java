package io.opsmon.boot.operationlog;

import io.opsmon.boot.database.OpsmonDatabase;
import io.opsmon.boot.database.OpsmonDatabaseAutoConfiguration;
import io.opsmon.boot.database.OpsmonMaintenanceAutoConfiguration;
import io.opsmon.boot.http.Instance;
import io.opsmon.boot.http.InstanceAutoConfiguration;
import io.opsmon.boot.log.ChainAutoConfiguration;
import io.opsmon.boot.log.Findings;
import io.opsmon.chain.Sealer;
import io.opsmon.internal.maintenance.MaintenanceTask;
import io.opsmon.log.PersonalData;
import io.opsmon.log.internal.Pseudonyms;
import io.opsmon.log.internal.RetentionBounds;
import io.opsmon.log.internal.jdbc.HoldFilters;
import io.opsmon.log.internal.jdbc.JdbcLegalHolds;
import io.opsmon.log.internal.jdbc.JdbcLogChain;
import io.opsmon.log.internal.jdbc.JdbcLogRetention;
import io.opsmon.log.internal.jdbc.JdbcPersonalData;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogRepository;
import io.opsmon.operationlog.internal.jdbc.OperationLogLayout;
import io.opsmon.operationlog.internal.jdbc.PersonalOperations;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.event.ContextRefreshedEvent;

/**
 * Auto-configuration that removes entries beyond the limits of age and count, and personal data on demand, in hosts
 * with a database.
 */
@AutoConfiguration(
        after = {
            OpsmonDatabaseAutoConfiguration.class,
            ChainAutoConfiguration.class,
            InstanceAutoConfiguration.class,
            OperationLogChainAutoConfiguration.class
        },
        before = {OperationLogAutoConfiguration.class, OpsmonMaintenanceAutoConfiguration.class})
@ConditionalOnBean(OpsmonDatabase.class)
// A host with its own store does not have the tables of opsmon.
@ConditionalOnMissingBean(OperationLogRepository.class)
@ConditionalOnProperty(name = "opsmon.operation-log.enabled", matchIfMissing = true)
@EnableConfigurationProperties(OperationLogProperties.class)
public final class OperationLogRetentionAutoConfiguration {

    private static final Logger log = LoggerFactory.getLogger(OperationLogRetentionAutoConfiguration.class);

    OperationLogRetentionAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(name = "opsmonOperationLogRetention")
    JdbcLogRetention<OperationLogEntry> opsmonOperationLogRetention(
            OpsmonDatabase database,
            OperationLogProperties properties,
            Sealer sealer,
            Instance instance,
            ObjectProvider<Clock> clock,
            ObjectProvider<JdbcLogChain<OperationLogEntry>> chain) {
        return properties
                .retention()
                .toRetention(
                        OperationLogLayout.LAYOUT,
                        database,
                        sealer,
                        clock.getIfUnique(Clock::systemUTC),
                        chain.getIfAvailable(),
                        new JdbcLegalHolds(
                                OperationLogLayout.LAYOUT,
                                HoldFilters.OPERATION_LOG,
                                database.dataSource(),
                                sealer,
                                clock.getIfUnique(Clock::systemUTC)),
                        instance.node());
    }

    @Bean
    @ConditionalOnProperty(name = "opsmon.operation-log.partitioning", havingValue = "monthly")
    MaintenanceTask opsmonOperationLogPartitions(JdbcLogRetention<OperationLogEntry> retention) {
        return new MaintenanceTask("operation-log-partitions", Duration.ofHours(1), retention::preparePartitions);
    }

    /** Creates the partitions of this month and the next months before the first entry. */
    @Bean
    @ConditionalOnProperty(name = "opsmon.operation-log.partitioning", havingValue = "monthly")
    ApplicationListener<ContextRefreshedEvent> opsmonFirstPartitions(JdbcLogRetention<OperationLogEntry> retention) {
        return event -> {
            try {
                retention.preparePartitions();
            } catch (RuntimeException failure) {
                log.warn(
                        "Failed to create the first partitions of operation logs; an hourly task tries again: {}",
                        failure.toString());
            }
        };
    }

    @Bean
    @Conditional(Bounded.class)
    MaintenanceTask opsmonOperationLogRetentionTask(
            JdbcLogRetention<OperationLogEntry> retention, OperationLogProperties properties) {
        RetentionBounds bounds = properties.retention().toBounds();
        return new MaintenanceTask(
                "operation-log-retention", properties.retention().interval(), Findings.retention(retention, bounds));
    }

    @Bean
    @ConditionalOnMissingBean(name = "opsmonOperationLogPersonalData")
    @Nullable
    PersonalData opsmonOperationLogPersonalData(
            OpsmonDatabase database,
            Sealer sealer,
            ObjectProvider<Pseudonyms> pseudonyms,
            JdbcLogRetention<OperationLogEntry> retention) {
        @Nullable Pseudonyms known = pseudonyms.getIfAvailable();
        return known == null
                ? null
                : new JdbcPersonalData<>(
                        PersonalOperations.LAYOUT, database.dataSource(), sealer, known, retention.holds());
    }

    /** Matches if at least one limit is set. */
    @SuppressWarnings("UnusedNestedClass") // Read by the condition.
    private static final class Bounded extends AnyNestedCondition {

        Bounded() {
            super(ConfigurationPhase.REGISTER_BEAN);
        }

        @ConditionalOnProperty("opsmon.operation-log.retention.max-age")
        static class ByAge {}

        @ConditionalOnProperty("opsmon.operation-log.retention.max-count")
        static class ByCount {}
    }
}
