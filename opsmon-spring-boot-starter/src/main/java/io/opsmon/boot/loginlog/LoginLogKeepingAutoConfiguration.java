package io.opsmon.boot.loginlog;

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
import io.opsmon.loginlog.LoginLogDefinition;
import io.opsmon.loginlog.LoginLogEntry;
import io.opsmon.loginlog.LoginLogRepository;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Configures integrity chain, seals, verification, retention and personal data of login logs in a database. */
@AutoConfiguration(
        after = ChainAutoConfiguration.class,
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
            LogKeeping keeping, LoginLogProperties properties, ObjectProvider<JdbcLogChain<LoginLogEntry>> chain) {
        return keeping.retention(LoginLogDefinition.LOGIN_LOG, properties.retention(), chain.getIfAvailable());
    }

    @Bean
    @ConditionalOnRetention("opsmon.login-log")
    MaintenanceTask opsmonLoginLogRetentionTask(
            LogKeeping keeping, JdbcLogRetention<LoginLogEntry> retention, LoginLogProperties properties) {
        return keeping.retentionTask(LoginLogDefinition.LOGIN_LOG, retention, properties.retention());
    }

    @Bean
    @ConditionalOnMissingBean(name = "opsmonLoginLogPersonalData")
    @Nullable
    PersonalData opsmonLoginLogPersonalData(LogKeeping keeping, JdbcLogRetention<LoginLogEntry> retention) {
        return keeping.personalData(LoginLogDefinition.LOGIN_LOG, retention);
    }

    /** Configures tamper evidence. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = "opsmon.login-log.chain.enabled", matchIfMissing = true)
    static class ChainConfiguration {

        @Bean
        @ConditionalOnMissingBean(name = "opsmonLoginLogChain")
        JdbcLogChain<LoginLogEntry> opsmonLoginLogChain(LogKeeping keeping) {
            return keeping.chain(LoginLogDefinition.LOGIN_LOG);
        }

        @Bean
        MaintenanceTask opsmonLoginLogSealing(LogKeeping keeping, JdbcLogChain<LoginLogEntry> chain) {
            return keeping.sealing(chain);
        }

        @Bean
        ChainVerificationRuns opsmonLoginLogVerificationRuns(LogKeeping keeping, JdbcLogChain<LoginLogEntry> chain) {
            return keeping.verificationRuns(chain);
        }

        @Bean
        @Nullable
        MaintenanceTask opsmonLoginLogVerification(
                LogKeeping keeping, @Qualifier("opsmonLoginLogVerificationRuns") ChainVerificationRuns runs) {
            return keeping.verificationTask(runs);
        }

        @Bean
        SmartLifecycle opsmonLoginLogFinalSeal(LogKeeping keeping, JdbcLogChain<LoginLogEntry> chain) {
            return keeping.finalSeal(chain);
        }
    }
}
