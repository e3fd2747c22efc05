package io.opsmon.boot.operationlog;

import io.opsmon.boot.database.OpsmonDatabase;
import io.opsmon.boot.database.OpsmonMaintenanceAutoConfiguration;
import io.opsmon.boot.log.keeping.ChainAutoConfiguration;
import io.opsmon.boot.log.keeping.ChainVerificationRuns;
import io.opsmon.boot.log.keeping.ConditionalOnRetention;
import io.opsmon.boot.log.keeping.LogKeeping;
import io.opsmon.internal.maintenance.MaintenanceTask;
import io.opsmon.log.PersonalData;
import io.opsmon.log.internal.jdbc.JdbcLogChain;
import io.opsmon.log.internal.jdbc.JdbcLogRetention;
import io.opsmon.operationlog.OperationLogDefinition;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogRepository;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationListener;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextRefreshedEvent;

/** Configures integrity chain, seals, verification, retention and personal data of operation logs in a database. */
@AutoConfiguration(
        after = ChainAutoConfiguration.class,
        before = {OperationLogAutoConfiguration.class, OpsmonMaintenanceAutoConfiguration.class})
@ConditionalOnBean(OpsmonDatabase.class)
// A host with its own store has no tables of opsmon.
@ConditionalOnMissingBean(OperationLogRepository.class)
@ConditionalOnProperty(name = "opsmon.operation-log.enabled", matchIfMissing = true)
@EnableConfigurationProperties(OperationLogProperties.class)
public final class OperationLogKeepingAutoConfiguration {

    private static final Logger log = LoggerFactory.getLogger(OperationLogKeepingAutoConfiguration.class);

    OperationLogKeepingAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(name = "opsmonOperationLogRetention")
    JdbcLogRetention<OperationLogEntry> opsmonOperationLogRetention(
            LogKeeping keeping,
            OperationLogProperties properties,
            ObjectProvider<JdbcLogChain<OperationLogEntry>> chain) {
        return keeping.retention(OperationLogDefinition.OPERATION_LOG, properties.retention(), chain.getIfAvailable());
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
    @ConditionalOnRetention("opsmon.operation-log")
    MaintenanceTask opsmonOperationLogRetentionTask(
            LogKeeping keeping, JdbcLogRetention<OperationLogEntry> retention, OperationLogProperties properties) {
        return keeping.retentionTask(OperationLogDefinition.OPERATION_LOG, retention, properties.retention());
    }

    @Bean
    @ConditionalOnMissingBean(name = "opsmonOperationLogPersonalData")
    @Nullable
    PersonalData opsmonOperationLogPersonalData(LogKeeping keeping, JdbcLogRetention<OperationLogEntry> retention) {
        return keeping.personalData(OperationLogDefinition.OPERATION_LOG, retention);
    }

    /** Configures tamper evidence. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = "opsmon.operation-log.chain.enabled", matchIfMissing = true)
    static class ChainConfiguration {

        @Bean
        @ConditionalOnMissingBean(name = "opsmonOperationLogChain")
        JdbcLogChain<OperationLogEntry> opsmonOperationLogChain(LogKeeping keeping) {
            return keeping.chain(OperationLogDefinition.OPERATION_LOG);
        }

        @Bean
        MaintenanceTask opsmonOperationLogSealing(LogKeeping keeping, JdbcLogChain<OperationLogEntry> chain) {
            return keeping.sealing(chain);
        }

        @Bean
        ChainVerificationRuns opsmonOperationLogVerificationRuns(
                LogKeeping keeping, JdbcLogChain<OperationLogEntry> chain) {
            return keeping.verificationRuns(chain);
        }

        @Bean
        @Nullable
        MaintenanceTask opsmonOperationLogVerification(
                LogKeeping keeping, @Qualifier("opsmonOperationLogVerificationRuns") ChainVerificationRuns runs) {
            return keeping.verificationTask(runs);
        }

        @Bean
        SmartLifecycle opsmonOperationLogFinalSeal(LogKeeping keeping, JdbcLogChain<OperationLogEntry> chain) {
            return keeping.finalSeal(chain);
        }
    }
}
