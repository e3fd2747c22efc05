package io.opsmon.boot.datachange;

import static io.opsmon.datachange.internal.DataChangeLog.DATA_CHANGE;

import io.opsmon.boot.database.OpsmonDatabase;
import io.opsmon.boot.database.OpsmonMaintenanceAutoConfiguration;
import io.opsmon.boot.log.forwarding.Forwardings;
import io.opsmon.boot.log.keeping.ChainAutoConfiguration;
import io.opsmon.boot.log.keeping.ChainVerificationRuns;
import io.opsmon.boot.log.keeping.ConditionalOnRetention;
import io.opsmon.boot.log.keeping.LogKeeping;
import io.opsmon.datachange.internal.ChainedChange;
import io.opsmon.datachange.internal.ForwardedChanges;
import io.opsmon.datachange.internal.jdbc.ChangeErasure;
import io.opsmon.internal.maintenance.Maintenance;
import io.opsmon.internal.maintenance.MaintenanceTask;
import io.opsmon.log.internal.Pseudonyms;
import io.opsmon.log.internal.jdbc.JdbcLegalHolds;
import io.opsmon.log.internal.jdbc.JdbcLogChain;
import io.opsmon.log.internal.jdbc.JdbcLogRetention;
import io.opsmon.operationlog.OperationLogEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Configures integrity chain, seals, verification, retention, legal holds, erasure and forwarding of data changes. */
@AutoConfiguration(
        after = ChainAutoConfiguration.class,
        before = {DataChangeAutoConfiguration.class, OpsmonMaintenanceAutoConfiguration.class})
@ConditionalOnDataChanges
@ConditionalOnBean(OpsmonDatabase.class)
@EnableConfigurationProperties(DataChangeProperties.class)
public final class DataChangeKeepingAutoConfiguration {

    DataChangeKeepingAutoConfiguration() {}

    /** Holds on operations also cover the changes of the operations. */
    @Bean
    JdbcLogRetention<ChainedChange> opsmonDataChangeRetention(
            LogKeeping keeping,
            DataChangeProperties properties,
            ObjectProvider<JdbcLogChain<ChainedChange>> chain,
            ObjectProvider<JdbcLogRetention<OperationLogEntry>> operations) {
        @Nullable JdbcLogRetention<OperationLogEntry> ofOperations = operations.getIfAvailable();
        JdbcLegalHolds holds = keeping.holds(
                DATA_CHANGE,
                ofOperations == null ? null : new JdbcLegalHolds.Related(ofOperations.holds(), "operation_id"));
        return keeping.retention(DATA_CHANGE, properties.retention(), chain.getIfAvailable(), holds);
    }

    @Bean
    @ConditionalOnRetention("opsmon.data-changes")
    MaintenanceTask opsmonDataChangeRetentionTask(
            LogKeeping keeping, JdbcLogRetention<ChainedChange> retention, DataChangeProperties properties) {
        return keeping.retentionTask(DATA_CHANGE, retention, properties.retention());
    }

    @Bean
    ChangeErasure opsmonDataChangeErasure(LogKeeping keeping, JdbcLogRetention<ChainedChange> retention) {
        return new ChangeErasure(keeping.database().dataSource(), keeping.sealer(), retention.holds());
    }

    @Bean
    OperatorRemoval opsmonOperatorRemoval(ChangeErasure erasure, ObjectProvider<Pseudonyms> pseudonyms) {
        return new OperatorRemoval(erasure, pseudonyms.getIfAvailable());
    }

    /** Configures tamper evidence, and forwarding, which follows the chain. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = "opsmon.data-changes.chain.enabled", matchIfMissing = true)
    static class ChainConfiguration {

        @Bean
        JdbcLogChain<ChainedChange> opsmonDataChangeChain(LogKeeping keeping) {
            return keeping.chain(DATA_CHANGE);
        }

        @Bean
        MaintenanceTask opsmonDataChangeLinking(
                LogKeeping keeping, JdbcLogChain<ChainedChange> chain, DataChangeProperties properties) {
            return keeping.linking(chain, properties.chain().linkInterval());
        }

        @Bean
        MaintenanceTask opsmonDataChangeSealing(LogKeeping keeping, JdbcLogChain<ChainedChange> chain) {
            return keeping.sealing(chain);
        }

        @Bean
        ChainVerificationRuns opsmonDataChangeVerificationRuns(LogKeeping keeping, JdbcLogChain<ChainedChange> chain) {
            return keeping.verificationRuns(chain);
        }

        @Bean
        @Nullable
        MaintenanceTask opsmonDataChangeVerification(
                LogKeeping keeping, @Qualifier("opsmonDataChangeVerificationRuns") ChainVerificationRuns runs) {
            return keeping.verificationTask(runs);
        }

        @Bean
        SmartLifecycle opsmonDataChangeFinalSeal(LogKeeping keeping, JdbcLogChain<ChainedChange> chain) {
            return keeping.finalSeal(chain);
        }

        @Bean
        Forwardings<ChainedChange> opsmonDataChangeForwardings(
                LogKeeping keeping, ObjectProvider<Maintenance> maintenance, DataChangeProperties properties) {
            return Forwardings.of(
                    ForwardedChanges.LOG,
                    keeping,
                    maintenance::getObject,
                    "opsmon.data-changes.forwarding",
                    properties.forwarding(),
                    List.of());
        }
    }
}
