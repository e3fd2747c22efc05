package io.opsmon.boot.operationlog;

import io.opsmon.boot.database.OpsmonDatabase;
import io.opsmon.boot.database.OpsmonDatabaseAutoConfiguration;
import io.opsmon.boot.database.OpsmonMaintenanceAutoConfiguration;
import io.opsmon.chain.SealArchive;
import io.opsmon.chain.SealFile;
import io.opsmon.chain.Sealer;
import io.opsmon.maintenance.MaintenanceTask;
import io.opsmon.operationlog.OperationLogRepository;
import io.opsmon.operationlog.jdbc.JdbcOperationLogChain;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;

/** Chains, seals and verifies the operation logs of hosts with a database. */
@AutoConfiguration(
        after = OpsmonDatabaseAutoConfiguration.class,
        before = {OperationLogAutoConfiguration.class, OpsmonMaintenanceAutoConfiguration.class})
@ConditionalOnBean(OpsmonDatabase.class)
// A host with a store of its own has none of our tables.
@ConditionalOnMissingBean(OperationLogRepository.class)
@ConditionalOnProperty(
        name = {"opsmon.operation-log.enabled", "opsmon.operation-log.chain.enabled"},
        matchIfMissing = true)
@EnableConfigurationProperties({OperationLogChainProperties.class, OperationLogProperties.class})
public final class OperationLogChainAutoConfiguration {

    private static final Logger log = LoggerFactory.getLogger(OperationLogChainAutoConfiguration.class);

    OperationLogChainAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    Sealer opsmonSealer(OperationLogChainProperties properties) {
        Sealer sealer = properties.toSealer();
        if (!sealer.hasKeys()) {
            log.info("Seals of operation logs are not signed: opsmon.operation-log.chain.keys is empty");
        }
        return sealer;
    }

    @Bean
    @ConditionalOnProperty("opsmon.operation-log.chain.seal-file")
    SealArchive opsmonSealFile(OperationLogChainProperties properties) {
        return new SealFile(java.util.Objects.requireNonNull(properties.sealFile()));
    }

    @Bean
    @ConditionalOnMissingBean
    JdbcOperationLogChain opsmonOperationLogChain(
            OpsmonDatabase database,
            OperationLogProperties properties,
            Sealer sealer,
            ObjectProvider<SealArchive> archives,
            ObjectProvider<Clock> clock) {
        return new JdbcOperationLogChain(
                database.dataSource(),
                Identity.node(properties.node()),
                sealer,
                archives.orderedStream().toList(),
                clock.getIfUnique(Clock::systemUTC));
    }

    @Bean
    MaintenanceTask opsmonOperationLogSealing(JdbcOperationLogChain chain, OperationLogChainProperties properties) {
        return new MaintenanceTask("operation-log-sealing", properties.sealInterval(), chain::keep);
    }

    @Bean
    ChainVerificationRuns opsmonChainVerificationRuns(JdbcOperationLogChain chain, ObjectProvider<Clock> clock) {
        return new ChainVerificationRuns(chain, clock.getIfUnique(Clock::systemUTC));
    }

    @Bean
    SmartLifecycle opsmonFinalSeal(JdbcOperationLogChain chain) {
        return new FinalSeal(chain);
    }

    /** Seals what was written last, after the recorder has brought it home. */
    private static final class FinalSeal implements SmartLifecycle {

        private final JdbcOperationLogChain chain;
        private volatile boolean running;

        FinalSeal(JdbcOperationLogChain chain) {
            this.chain = chain;
        }

        @Override
        public void start() {
            running = true;
        }

        @Override
        public void stop() {
            running = false;
            try {
                chain.keep();
            } catch (RuntimeException failure) {
                log.warn("The newest operation logs are sealed after the next start: {}", failure.toString());
            }
        }

        @Override
        public boolean isRunning() {
            return running;
        }

        @Override
        public int getPhase() {
            return RecorderLifecycle.PHASE - 1;
        }
    }
}
