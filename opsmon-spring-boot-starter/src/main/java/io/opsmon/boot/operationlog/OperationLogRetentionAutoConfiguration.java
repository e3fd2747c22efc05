package io.opsmon.boot.operationlog;

import io.opsmon.boot.database.OpsmonDatabase;
import io.opsmon.boot.database.OpsmonDatabaseAutoConfiguration;
import io.opsmon.boot.database.OpsmonMaintenanceAutoConfiguration;
import io.opsmon.chain.Sealer;
import io.opsmon.maintenance.MaintenanceTask;
import io.opsmon.operationlog.OperationLogRepository;
import io.opsmon.operationlog.OperationLogRetention;
import io.opsmon.operationlog.PersonalData;
import io.opsmon.operationlog.archive.OperationLogArchive;
import io.opsmon.operationlog.jdbc.JdbcOperationLogRetention;
import io.opsmon.operationlog.jdbc.JdbcPersonalData;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
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

/** Removes what is too old or too much, and personal data on demand, in hosts with a database. */
@AutoConfiguration(
        after = {OpsmonDatabaseAutoConfiguration.class, OperationLogChainAutoConfiguration.class},
        before = {OperationLogAutoConfiguration.class, OpsmonMaintenanceAutoConfiguration.class})
@ConditionalOnBean(OpsmonDatabase.class)
// A host with a store of its own has none of our tables.
@ConditionalOnMissingBean(OperationLogRepository.class)
@ConditionalOnProperty(name = "opsmon.operation-log.enabled", matchIfMissing = true)
@EnableConfigurationProperties({RetentionProperties.class, OperationLogProperties.class})
public final class OperationLogRetentionAutoConfiguration {

    private static final Logger log = LoggerFactory.getLogger(OperationLogRetentionAutoConfiguration.class);

    OperationLogRetentionAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    JdbcOperationLogRetention opsmonOperationLogRetention(
            OpsmonDatabase database,
            RetentionProperties properties,
            ObjectProvider<Sealer> sealer,
            ObjectProvider<Clock> clock) {
        Sealer seals = sealer.getIfAvailable(() -> new Sealer(List.of()));
        Clock time = clock.getIfUnique(Clock::systemUTC);
        @Nullable
        OperationLogArchive archive = properties.archiveDirectory() == null
                ? null
                : new OperationLogArchive(properties.archiveDirectory(), seals, time);
        return new JdbcOperationLogRetention(
                database.dataSource(), seals, archive, bounds(properties).batchSize(), time);
    }

    private static OperationLogRetention bounds(RetentionProperties properties) {
        return new OperationLogRetention(properties.maxAge(), properties.maxCount(), properties.batchSize());
    }

    @Bean
    @ConditionalOnProperty(name = "opsmon.operation-log.partitioning", havingValue = "monthly")
    MaintenanceTask opsmonOperationLogPartitions(JdbcOperationLogRetention retention) {
        return new MaintenanceTask("operation-log-partitions", Duration.ofHours(1), retention::preparePartitions);
    }

    /** Those of this month and the next ones are there before the first entry. */
    @Bean
    @ConditionalOnProperty(name = "opsmon.operation-log.partitioning", havingValue = "monthly")
    ApplicationListener<ContextRefreshedEvent> opsmonFirstPartitions(JdbcOperationLogRetention retention) {
        return event -> {
            try {
                retention.preparePartitions();
            } catch (RuntimeException failure) {
                log.warn("Partitions are made later: {}", failure.toString());
            }
        };
    }

    @Bean
    @Conditional(Bounded.class)
    MaintenanceTask opsmonOperationLogRetentionTask(
            JdbcOperationLogRetention retention, RetentionProperties properties) {
        OperationLogRetention bounds = bounds(properties);
        return new MaintenanceTask("operation-log-retention", properties.interval(), () -> retention.enforce(bounds));
    }

    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnProperty("opsmon.operation-log.pseudonym-key")
    PersonalData opsmonPersonalData(
            OpsmonDatabase database, OperationLogProperties properties, ObjectProvider<Sealer> sealer) {
        String key = java.util.Objects.requireNonNull(properties.pseudonymKey());
        return new JdbcPersonalData(
                database.dataSource(),
                sealer.getIfAvailable(() -> new Sealer(List.of())),
                key.getBytes(StandardCharsets.UTF_8));
    }

    /** One of the bounds is set. */
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
