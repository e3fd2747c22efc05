package io.opsmon.boot.loginlog;

import io.opsmon.boot.database.OpsmonDatabase;
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
import io.opsmon.log.PersonalData;
import io.opsmon.log.internal.Pseudonyms;
import io.opsmon.log.internal.RetentionBounds;
import io.opsmon.log.internal.jdbc.HoldFilters;
import io.opsmon.log.internal.jdbc.JdbcLegalHolds;
import io.opsmon.log.internal.jdbc.JdbcLogChain;
import io.opsmon.log.internal.jdbc.JdbcLogRetention;
import io.opsmon.log.internal.jdbc.JdbcPersonalData;
import io.opsmon.loginlog.LoginLogEntry;
import io.opsmon.loginlog.LoginLogRepository;
import io.opsmon.loginlog.internal.jdbc.LoginLogLayout;
import io.opsmon.loginlog.internal.jdbc.PersonalLogins;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

/** Configures integrity chain, seals, verification and retention of login logs in a database. */
@AutoConfiguration(
        after = {ChainAutoConfiguration.class, InstanceAutoConfiguration.class},
        before = {LoginLogAutoConfiguration.class, OpsmonMaintenanceAutoConfiguration.class})
@ConditionalOnBean(OpsmonDatabase.class)
// A host with its own store has no tables of opsmon.
@ConditionalOnMissingBean(LoginLogRepository.class)
@ConditionalOnProperty(name = "opsmon.login-log.enabled", matchIfMissing = true)
@EnableConfigurationProperties(LoginLogProperties.class)
public final class LoginLogKeepingAutoConfiguration {

    LoginLogKeepingAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(name = "opsmonLoginLogRetention")
    JdbcLogRetention<LoginLogEntry> opsmonLoginLogRetention(
            OpsmonDatabase database,
            LoginLogProperties properties,
            Sealer sealer,
            Instance instance,
            ObjectProvider<Clock> clock,
            ObjectProvider<JdbcLogChain<LoginLogEntry>> chain) {
        return properties
                .retention()
                .toRetention(
                        LoginLogLayout.LAYOUT,
                        database,
                        sealer,
                        clock.getIfUnique(Clock::systemUTC),
                        chain.getIfAvailable(),
                        new JdbcLegalHolds(
                                LoginLogLayout.LAYOUT,
                                HoldFilters.LOGIN_LOG,
                                database.dataSource(),
                                sealer,
                                clock.getIfUnique(Clock::systemUTC)),
                        instance.node());
    }

    @Bean
    @Conditional(Bounded.class)
    MaintenanceTask opsmonLoginLogRetentionTask(
            JdbcLogRetention<LoginLogEntry> retention, LoginLogProperties properties) {
        RetentionBounds bounds = properties.retention().toBounds();
        return new MaintenanceTask(
                "login-log-retention", properties.retention().interval(), Findings.retention(retention, bounds));
    }

    @Bean
    @ConditionalOnMissingBean(name = "opsmonLoginLogPersonalData")
    @Nullable
    PersonalData opsmonLoginLogPersonalData(
            OpsmonDatabase database,
            Sealer sealer,
            ObjectProvider<Pseudonyms> pseudonyms,
            JdbcLogRetention<LoginLogEntry> retention) {
        @Nullable Pseudonyms known = pseudonyms.getIfAvailable();
        return known == null
                ? null
                : new JdbcPersonalData<>(
                        PersonalLogins.LAYOUT, database.dataSource(), sealer, known, retention.holds());
    }

    /** Matches if a bound of the retention is set. */
    @SuppressWarnings("UnusedNestedClass") // Read by the condition.
    private static final class Bounded extends AnyNestedCondition {

        Bounded() {
            super(ConfigurationPhase.REGISTER_BEAN);
        }

        @ConditionalOnProperty("opsmon.login-log.retention.max-age")
        static class ByAge {}

        @ConditionalOnProperty("opsmon.login-log.retention.max-count")
        static class ByCount {}
    }

    /** Configures tamper evidence. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = "opsmon.login-log.chain.enabled", matchIfMissing = true)
    static class ChainConfiguration {

        @Bean
        @ConditionalOnMissingBean(name = "opsmonLoginLogChain")
        JdbcLogChain<LoginLogEntry> opsmonLoginLogChain(
                OpsmonDatabase database,
                Instance instance,
                Sealer sealer,
                ObjectProvider<SealArchive> archives,
                ObjectProvider<Clock> clock,
                ApplicationEventPublisher events) {
            Clock time = clock.getIfUnique(Clock::systemUTC);
            return new JdbcLogChain<>(
                    LoginLogLayout.LAYOUT,
                    database.dataSource(),
                    instance.node(),
                    sealer,
                    archives.orderedStream().toList(),
                    time,
                    Findings.of(LoginLogLayout.LAYOUT.kind(), database, sealer, time, events));
        }

        @Bean
        MaintenanceTask opsmonLoginLogSealing(
                JdbcLogChain<LoginLogEntry> chain, ChainProperties properties, Instance instance) {
            return new MaintenanceTask(
                    Findings.taskOf("login-log-sealing", instance.node()), properties.sealInterval(), chain::keep);
        }

        @Bean
        ChainVerificationRuns opsmonLoginLogVerificationRuns(
                JdbcLogChain<LoginLogEntry> chain, ObjectProvider<Clock> clock) {
            return new ChainVerificationRuns(chain, clock.getIfUnique(Clock::systemUTC));
        }

        @Bean
        SmartLifecycle opsmonLoginLogFinalSeal(JdbcLogChain<LoginLogEntry> chain, Problems problems) {
            return new FinalSeal(chain, problems);
        }
    }
}
