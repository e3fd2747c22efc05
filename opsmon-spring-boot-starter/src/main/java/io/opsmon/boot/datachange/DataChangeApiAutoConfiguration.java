package io.opsmon.boot.datachange;

import io.opsmon.boot.log.AccessAudit;
import io.opsmon.boot.web.Capability;
import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.boot.web.RouteGroup;
import io.opsmon.boot.web.routing.ApiRoutes;
import io.opsmon.boot.web.routing.OpsmonWebAutoConfiguration;
import io.opsmon.datachange.internal.jdbc.JdbcDataChanges;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the REST API for data changes. */
@AutoConfiguration(after = {DataChangeAutoConfiguration.class, OpsmonWebAutoConfiguration.class})
@ConditionalOnBean({ApiRoutes.class, OpsmonAccess.class, JdbcDataChanges.class})
public final class DataChangeApiAutoConfiguration {

    DataChangeApiAutoConfiguration() {}

    @Bean
    Capability opsmonDataChangeCapability() {
        return new Capability("data-changes");
    }

    @Bean
    RouteGroup opsmonDataChangeRoutes(
            OpsmonAccess access,
            JdbcDataChanges changes,
            TriggerMaintenance triggers,
            DataChangeProperties properties,
            AuditedFields fields,
            AccessAudit audit,
            ApplicationEventPublisher events) {
        return new DataChangeRoutes(
                access, changes, triggers, new DataChangeJson(properties.labels(), fields), audit, events);
    }
}
