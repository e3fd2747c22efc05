package io.opsmon.boot.datachange;

import io.opsmon.boot.database.OpsmonDatabase;
import io.opsmon.boot.log.AccessAudit;
import io.opsmon.boot.log.KeepingApi;
import io.opsmon.boot.log.KeptLog;
import io.opsmon.boot.log.keeping.ChainVerificationRuns;
import io.opsmon.boot.web.Capability;
import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.boot.web.OpsmonPermissions;
import io.opsmon.boot.web.OverviewPart;
import io.opsmon.boot.web.RouteGroup;
import io.opsmon.boot.web.routing.ApiRoutes;
import io.opsmon.boot.web.routing.OpsmonWebAutoConfiguration;
import io.opsmon.datachange.internal.ChainedChange;
import io.opsmon.datachange.internal.DataChangeLog;
import io.opsmon.datachange.internal.jdbc.ChangeErasure;
import io.opsmon.datachange.internal.jdbc.JdbcDataChanges;
import io.opsmon.datachange.internal.jdbc.OriginDataSource;
import io.opsmon.datachange.internal.jdbc.WritePaths;
import io.opsmon.datachange.internal.undo.Undo;
import io.opsmon.log.internal.jdbc.JdbcLogRetention;
import io.opsmon.operationlog.OperationLogRecorder;
import io.opsmon.operationlog.OperationRecording;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import tools.jackson.databind.node.JsonNodeFactory;

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
            ChangeErasure erasure,
            TriggerMaintenance triggers,
            DataChangeProperties properties,
            AuditedFields fields,
            AccessAudit audit,
            ApplicationEventPublisher events) {
        return new DataChangeRoutes(
                access, changes, erasure, triggers, new DataChangeJson(properties.labels(), fields), audit, events);
    }

    @Bean
    OverviewPart opsmonDataChangeOverview(TriggerMaintenance triggers) {
        return new OverviewPart(
                "dataChanges",
                OpsmonPermissions.DATA_CHANGE_READ,
                language -> JsonNodeFactory.instance
                        .objectNode()
                        .put("tables", triggers.last().captured().size())
                        .put("problems", triggers.last().problems().size())
                        .put("gaps", triggers.gaps()));
    }

    /** Verification, findings, legal holds and removal, as for the logs. */
    @Bean
    RouteGroup opsmonDataChangeKeepingRoutes(
            OpsmonAccess access,
            @Qualifier("opsmonDataChangeVerificationRuns") ObjectProvider<ChainVerificationRuns> verifications,
            JdbcLogRetention<ChainedChange> retention,
            AccessAudit audit,
            ApplicationEventPublisher events,
            ObjectProvider<Clock> clock) {
        return new KeepingApi(access, events, clock.getIfUnique(Clock::systemUTC), audit)
                .routes(KeptLog.of(DataChangeLog.DATA_CHANGE), verifications.getIfAvailable(), retention);
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
            WritePaths paths,
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
                new OriginDataSource(origin, paths),
                () -> triggers.last().captured());
        return new DataChangeUndoRoutes(undo, records, recorder.getObject(), clock.getIfUnique(Clock::systemUTC));
    }
}
