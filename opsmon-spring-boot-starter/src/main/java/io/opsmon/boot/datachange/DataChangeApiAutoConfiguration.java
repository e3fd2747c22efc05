package io.opsmon.boot.datachange;

import io.opsmon.boot.database.OpsmonDatabase;
import io.opsmon.boot.log.AccessAudit;
import io.opsmon.boot.web.Capability;
import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.boot.web.RouteGroup;
import io.opsmon.boot.web.routing.ApiRoutes;
import io.opsmon.boot.web.routing.OpsmonWebAutoConfiguration;
import io.opsmon.datachange.internal.jdbc.JdbcDataChanges;
import io.opsmon.datachange.internal.jdbc.OriginDataSource;
import io.opsmon.datachange.internal.undo.Undo;
import io.opsmon.operationlog.OperationLogRecorder;
import io.opsmon.operationlog.OperationRecording;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
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

    @Bean
    RouteGroup opsmonDataChangeExportRoutes(
            JdbcDataChanges changes,
            DataChangeProperties properties,
            AuditedFields fields,
            AccessAudit audit,
            ApplicationEventPublisher events,
            ObjectProvider<Clock> clock) {
        return new DataChangeExportRoutes(
                changes,
                new DataChangeJson(properties.labels(), fields),
                audit,
                events,
                clock.getIfUnique(Clock::systemUTC));
    }

    /** An undo is an operation, so it needs the operation log. */
    @Bean
    RouteGroup opsmonDataChangeUndoRoutes(
            OpsmonDatabase database,
            JdbcDataChanges changes,
            CurrentOrigin origin,
            TriggerMaintenance triggers,
            ObjectProvider<OperationRecording> recording,
            ObjectProvider<OperationLogRecorder> recorder,
            ObjectProvider<Clock> clock) {
        @Nullable OperationRecording records = recording.getIfAvailable();
        if (records == null) {
            return List::of;
        }
        Undo undo = new Undo(
                database.dataSource(),
                changes,
                new OriginDataSource(origin),
                () -> triggers.last().captured());
        return new DataChangeUndoRoutes(undo, records, recorder.getObject(), clock.getIfUnique(Clock::systemUTC));
    }
}
