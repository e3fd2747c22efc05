package io.opsmon.boot.onlineuser;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.opsmon.onlineuser.OnlineUserRegistry;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Configures meters and health of the registry. */
@AutoConfiguration(after = OnlineUserAutoConfiguration.class)
@ConditionalOnBean(OnlineUserRegistry.class)
public final class OnlineUserObservabilityAutoConfiguration {

    OnlineUserObservabilityAutoConfiguration() {}

    /** Meters {@code opsmon.online.*}. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterRegistry.class)
    static class MeterConfiguration {

        @Bean
        MeterBinder opsmonOnlineUserMeters(OnlineUserRegistry registry) {
            return meters -> {
                Gauge.builder("opsmon.online.users", registry, MeterConfiguration::count)
                        .description("Online sessions on all nodes; NaN if the session store is unavailable")
                        .baseUnit("sessions")
                        .register(meters);
                FunctionTimer.builder(
                                "opsmon.online.kick",
                                registry,
                                OnlineUserRegistry::kicks,
                                source -> source.kickTime().toNanos(),
                                TimeUnit.NANOSECONDS)
                        .description("Sessions terminated from this node, and the time of the store's calls")
                        .register(meters);
                FunctionCounter.builder("opsmon.online.registry.errors", registry, OnlineUserRegistry::errors)
                        .description("Failed writes because the session store was unavailable")
                        .register(meters);
            };
        }

        private static double count(OnlineUserRegistry registry) {
            try {
                return registry.count();
            } catch (RuntimeException unavailable) {
                return Double.NaN;
            }
        }
    }

    /** Health component {@code opsmonOnlineUsers}. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
    static class HealthConfiguration {

        /**
         * Never DOWN: a host that still serves its users must stay in service although the session store is
         * unavailable.
         */
        private static final Status DEGRADED = new Status("DEGRADED");

        @Bean
        @ConditionalOnMissingBean(name = "opsmonOnlineUsersHealthIndicator")
        @ConditionalOnEnabledHealthIndicator("opsmon-online-users")
        HealthIndicator opsmonOnlineUsersHealthIndicator(OnlineUserRegistry registry) {
            return () -> (registry.isHealthy() ? Health.up() : Health.status(DEGRADED))
                    .withDetail("errors", registry.errors())
                    .build();
        }
    }
}
