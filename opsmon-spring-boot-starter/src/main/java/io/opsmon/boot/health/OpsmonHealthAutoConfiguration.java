package io.opsmon.boot.health;

import io.opsmon.boot.masking.MaskingAutoConfiguration;
import io.opsmon.masking.Masking;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** Configures the register of problems and the health component {@code opsmon}. */
@AutoConfiguration(after = MaskingAutoConfiguration.class)
public final class OpsmonHealthAutoConfiguration {

    OpsmonHealthAutoConfiguration() {}

    @Bean
    static Problems opsmonProblems(Environment environment, Masking masking) {
        return new Problems(environment.getProperty("opsmon.strict-configuration", Boolean.class, false), masking);
    }

    /** For hosts with Actuator. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
    static class HealthConfiguration {

        /** DEGRADED, never DOWN: a host that serves its users stays in service. */
        @Bean
        @ConditionalOnEnabledHealthIndicator("opsmon")
        @ConditionalOnMissingBean(name = "opsmonHealthIndicator")
        HealthIndicator opsmonHealthIndicator(Problems problems) {
            return () -> {
                var current = problems.current();
                Health.Builder health = current.isEmpty() ? Health.up() : Health.status(new Status("DEGRADED"));
                return health.withDetails(current).build();
            };
        }
    }
}
