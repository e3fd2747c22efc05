package io.opsmon.boot.loginlog;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.opsmon.boot.log.recorder.RecorderHealthIndicator;
import io.opsmon.boot.log.recorder.RecorderMeters;
import io.opsmon.log.internal.jdbc.JdbcLogChain;
import io.opsmon.loginlog.LoginLogEntry;
import io.opsmon.loginlog.LoginLogRecorder;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Configures meters and health of the login log's recorder. */
@AutoConfiguration(after = LoginLogAutoConfiguration.class)
@ConditionalOnBean(LoginLogRecorder.class)
public final class LoginLogObservabilityAutoConfiguration {

    LoginLogObservabilityAutoConfiguration() {}

    /** Meters {@code opsmon.recording.*} with the tag {@code log=login-log}. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterRegistry.class)
    static class MeterConfiguration {

        @Bean
        MeterBinder opsmonLoginLogMeters(LoginLogRecorder recorder, ObjectProvider<JdbcLogChain<LoginLogEntry>> chain) {
            return new RecorderMeters(recorder, chain.getIfAvailable());
        }
    }

    /** Health component {@code opsmonLoginLog}. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
    static class HealthConfiguration {

        @Bean
        @ConditionalOnMissingBean(name = "opsmonLoginLogHealthIndicator")
        @ConditionalOnEnabledHealthIndicator("opsmon-login-log")
        HealthIndicator opsmonLoginLogHealthIndicator(
                LoginLogRecorder recorder, ObjectProvider<JdbcLogChain<LoginLogEntry>> chain) {
            return new RecorderHealthIndicator(recorder, chain.getIfAvailable());
        }
    }
}
