package io.opsmon.boot.operationlog;

import io.opsmon.boot.log.AccessAudit;
import io.opsmon.boot.log.LogApi;
import io.opsmon.boot.log.LogResource;
import io.opsmon.boot.log.LogSignal;
import io.opsmon.boot.log.keeping.ChainVerificationRuns;
import io.opsmon.boot.log.personaldata.PersonalDataPart;
import io.opsmon.boot.log.recorder.RecorderJson;
import io.opsmon.boot.web.CallerScope;
import io.opsmon.boot.web.Capability;
import io.opsmon.boot.web.LiveSignal;
import io.opsmon.boot.web.MenuCount;
import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.boot.web.OpsmonPermissions;
import io.opsmon.boot.web.OverviewPart;
import io.opsmon.boot.web.RouteGroup;
import io.opsmon.boot.web.routing.ApiRoutes;
import io.opsmon.boot.web.routing.OpsmonWebAutoConfiguration;
import io.opsmon.log.LogPageRequest;
import io.opsmon.log.Outcome;
import io.opsmon.log.PersonalData;
import io.opsmon.log.internal.jdbc.JdbcLogRetention;
import io.opsmon.operationlog.HistoryAccess;
import io.opsmon.operationlog.OperationLogDefinition;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogFilter;
import io.opsmon.operationlog.OperationLogRecorder;
import io.opsmon.operationlog.OperationLogRepository;
import io.opsmon.operationlog.internal.change.ChangeText;
import java.time.Clock;
import java.time.Duration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;

/** Auto-configuration of the REST API for operation logs. */
@AutoConfiguration(
        after = {
            OperationLogAutoConfiguration.class,
            OperationLogKeepingAutoConfiguration.class,
            OpsmonWebAutoConfiguration.class
        })
@ConditionalOnBean({ApiRoutes.class, OperationLogRepository.class, OperationLogRecorder.class})
public final class OperationLogApiAutoConfiguration {

    OperationLogApiAutoConfiguration() {}

    @Bean
    Capability opsmonOperationLogCapability() {
        return new Capability("operation-logs");
    }

    @Bean
    LogResource<OperationLogEntry, OperationLogFilter> opsmonOperationLogResource(
            OperationLogRepository repository, CallerScope scope, OperationLogJson json) {
        return new LogResource<>(
                OperationLogDefinition.OPERATION_LOG,
                ScopedOperationLogs.of(repository, scope),
                OperationLogQueries.PARAMETERS,
                json);
    }

    @Bean
    LiveSignal opsmonOperationLogSignal(
            LogResource<OperationLogEntry, OperationLogFilter> resource, OperationLogRepository repository) {
        return new LogSignal<>(resource, repository);
    }

    @Bean
    OperationLogStatisticsRoutes opsmonOperationLogStatisticsRoutes(
            OperationLogRepository repository, CallerScope scope, OperationLogJson json, ObjectProvider<Clock> clock) {
        return new OperationLogStatisticsRoutes(
                ScopedOperationLogs.of(repository, scope), json, clock.getIfUnique(Clock::systemUTC));
    }

    @Bean
    RouteGroup opsmonFailureGroupRoutes(
            OpsmonAccess access,
            OperationLogRepository repository,
            CallerScope scope,
            LogResource<OperationLogEntry, OperationLogFilter> resource,
            ObjectProvider<Clock> clock,
            AccessAudit audit) {
        return new FailureGroupRoutes(
                access,
                ScopedOperationLogs.of(repository, scope),
                resource,
                clock.getIfUnique(Clock::systemUTC),
                audit);
    }

    @Bean
    OverviewPart opsmonOperationLogOverview(OperationLogStatisticsRoutes statistics) {
        return statistics.overview();
    }

    /** Counts the failures of the last 24 hours. */
    @Bean
    MenuCount opsmonFailureCount(OperationLogRepository repository, ObjectProvider<Clock> clock) {
        Clock now = clock.getIfUnique(Clock::systemUTC);
        return new MenuCount(
                "failures",
                OpsmonPermissions.OPERATION_LOG_READ,
                () -> repository
                        .find(
                                OperationLogFilter.builder()
                                        .outcome(Outcome.FAILURE)
                                        .from(now.instant().minus(Duration.ofDays(1)))
                                        .build(),
                                LogPageRequest.first(1))
                        .total());
    }

    @Bean
    OverviewPart opsmonRecorderOverview(OperationLogRecorder recorder) {
        return new OverviewPart(
                "recorder",
                OpsmonPermissions.OPERATION_LOG_READ,
                language -> RecorderJson.write(recorder.statistics()));
    }

    @Bean
    OperationLogJson opsmonEntryJson(ChangeText text, OperationLogProperties properties) {
        return new OperationLogJson(text, properties.changes().language());
    }

    @Bean
    @ConditionalOnMissingBean
    HistoryAccess opsmonHistoryAccess(OpsmonAccess access) {
        return (type, id) -> access.isGranted(OpsmonPermissions.HISTORY_READ)
                || access.isGranted(OpsmonPermissions.OPERATION_LOG_READ);
    }

    @Bean
    RouteGroup opsmonHistoryRoutes(
            OpsmonAccess access,
            HistoryAccess histories,
            LogResource<OperationLogEntry, OperationLogFilter> resource,
            ChangeText text,
            AccessAudit audit) {
        return new HistoryRoutes(access, histories, resource, text, audit);
    }

    @Bean
    RouteGroup opsmonOperationLogRoutes(
            OpsmonAccess access,
            LogResource<OperationLogEntry, OperationLogFilter> resource,
            OperationLogRecorder recorder,
            ApplicationEventPublisher events,
            ObjectProvider<Clock> clock,
            AccessAudit audit,
            @Qualifier("opsmonOperationLogVerificationRuns") ObjectProvider<ChainVerificationRuns> verifications,
            ObjectProvider<JdbcLogRetention<OperationLogEntry>> retention) {
        return new LogApi<>(access, resource, recorder, events, clock.getIfUnique(Clock::systemUTC), audit)
                .routes(verifications.getIfAvailable(), retention.getIfAvailable());
    }

    @Bean
    @Order(1)
    @ConditionalOnBean(name = "opsmonOperationLogRetention")
    PersonalDataPart opsmonOperationLogPersonalDataPart(
            LogResource<OperationLogEntry, OperationLogFilter> resource,
            @Qualifier("opsmonOperationLogPersonalData") ObjectProvider<PersonalData> personalData) {
        return new PersonalDataPart(resource, "operationLogs", "operator", "modules", personalData.getIfAvailable());
    }
}
