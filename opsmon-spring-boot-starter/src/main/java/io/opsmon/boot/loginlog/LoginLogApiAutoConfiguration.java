package io.opsmon.boot.loginlog;

import io.opsmon.boot.log.AccessAudit;
import io.opsmon.boot.log.ChainVerificationRuns;
import io.opsmon.boot.log.LogApi;
import io.opsmon.boot.log.LogResource;
import io.opsmon.boot.log.LogSignal;
import io.opsmon.boot.log.PersonalDataPart;
import io.opsmon.boot.web.ApiRoutes;
import io.opsmon.boot.web.Capability;
import io.opsmon.boot.web.LiveSignal;
import io.opsmon.boot.web.OpsmonPermissions;
import io.opsmon.boot.web.OpsmonWebAutoConfiguration;
import io.opsmon.boot.web.OverviewPart;
import io.opsmon.log.PersonalData;
import io.opsmon.log.internal.jdbc.JdbcLogRetention;
import io.opsmon.loginlog.LoginLogEntry;
import io.opsmon.loginlog.LoginLogQuery;
import io.opsmon.loginlog.LoginLogRecorder;
import io.opsmon.loginlog.LoginLogRepository;
import io.opsmon.loginlog.guard.AttemptGuard;
import io.opsmon.loginlog.internal.LoginLogExportColumns;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

/** Configures the REST API of login logs and locks. */
@AutoConfiguration(
        after = {
            LoginLogAutoConfiguration.class,
            LoginLogKeepingAutoConfiguration.class,
            LoginGuardAutoConfiguration.class,
            OpsmonWebAutoConfiguration.class
        })
@ConditionalOnClass(RouterFunction.class)
@ConditionalOnBean({ApiRoutes.class, LoginLogRepository.class, LoginLogRecorder.class})
public final class LoginLogApiAutoConfiguration {

    LoginLogApiAutoConfiguration() {}

    @Bean
    LiveSignal opsmonLoginLogSignal(LogResource<LoginLogEntry, LoginLogQuery> resource) {
        return new LogSignal<>(resource);
    }

    @Bean
    Capability opsmonLoginLogCapability() {
        return new Capability("login-logs");
    }

    @Bean
    LoginLogStatisticsRoutes opsmonLoginLogStatistics(
            ApiRoutes api, LoginLogRepository repository, ObjectProvider<Clock> clock) {
        return new LoginLogStatisticsRoutes(api, repository, clock.getIfUnique(Clock::systemUTC));
    }

    @Bean
    OverviewPart opsmonLoginLogOverview(LoginLogStatisticsRoutes statistics) {
        return statistics.overview();
    }

    @Bean
    @ConditionalOnBean(AttemptGuard.class)
    LoginLockRoutes opsmonLoginLocks(ApiRoutes api, AttemptGuard guard) {
        return new LoginLockRoutes(api, guard);
    }

    @Bean
    @ConditionalOnBean(AttemptGuard.class)
    OverviewPart opsmonLoginLockOverview(LoginLockRoutes locks) {
        return locks.overview();
    }

    @Bean
    LogResource<LoginLogEntry, LoginLogQuery> opsmonLoginLogResource(LoginLogRepository repository) {
        return new LogResource<>(
                "/login-logs",
                new LogResource.Permissions(
                        OpsmonPermissions.LOGIN_LOG_READ,
                        OpsmonPermissions.LOGIN_LOG_EXPORT,
                        OpsmonPermissions.LOGIN_LOG_DELETE,
                        OpsmonPermissions.LOGIN_LOG_ACKNOWLEDGE,
                        OpsmonPermissions.LOGIN_LOG_HOLD),
                repository,
                LoginLogExportColumns.TABLE,
                LoginLogQueries::read,
                new LoginLogJson());
    }

    @Bean
    @Order(0)
    RouterFunction<ServerResponse> opsmonLoginLogRoutes(
            ApiRoutes api,
            LogResource<LoginLogEntry, LoginLogQuery> resource,
            LoginLogRecorder recorder,
            ApplicationEventPublisher events,
            ObjectProvider<Clock> clock,
            AccessAudit audit,
            @Qualifier("opsmonLoginLogVerificationRuns") ObjectProvider<ChainVerificationRuns> verifications,
            ObjectProvider<JdbcLogRetention<LoginLogEntry>> retention) {
        return new LogApi<>(api, resource, recorder, events, clock.getIfUnique(Clock::systemUTC), audit)
                .routes(verifications.getIfAvailable(), retention.getIfAvailable());
    }

    @Bean
    @Order(2)
    @ConditionalOnBean(name = "opsmonLoginLogRetention")
    PersonalDataPart opsmonLoginLogPersonalDataPart(
            LogResource<LoginLogEntry, LoginLogQuery> resource,
            @Qualifier("opsmonLoginLogPersonalData") ObjectProvider<PersonalData> personalData) {
        return new PersonalDataPart(resource, "loginLogs", "username", "events", personalData.getIfAvailable());
    }

    // The more specific paths are first: the path of an entry matches them all.

    @Bean
    @Order(-1)
    RouterFunction<ServerResponse> opsmonLoginLogStatisticsRoutes(LoginLogStatisticsRoutes statistics) {
        return statistics.routes();
    }

    @Bean
    @Order(-1)
    @ConditionalOnBean(AttemptGuard.class)
    RouterFunction<ServerResponse> opsmonLoginLockRoutes(LoginLockRoutes locks) {
        return locks.routes();
    }
}
