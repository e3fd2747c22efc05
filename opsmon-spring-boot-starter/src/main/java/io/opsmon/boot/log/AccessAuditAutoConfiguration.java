package io.opsmon.boot.log;

import io.opsmon.boot.http.InstanceProperties;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;

/** Auto-configuration that records reads of all logs as operations. */
@AutoConfiguration
@EnableConfigurationProperties(InstanceProperties.class)
public final class AccessAuditAutoConfiguration {

    AccessAuditAutoConfiguration() {}

    @Bean
    AccessAudit opsmonAccessAudit(
            InstanceProperties properties, ApplicationEventPublisher events, ObjectProvider<Clock> clock) {
        return new AccessAudit(properties.auditAccess(), events, clock.getIfUnique(Clock::systemUTC));
    }
}
