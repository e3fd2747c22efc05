package io.opsmon.boot.loginlog;

import io.opsmon.boot.log.AccessAudit;
import io.opsmon.boot.log.LogApi;
import io.opsmon.boot.log.LogResource;
import io.opsmon.boot.log.LogSignal;
import io.opsmon.boot.log.keeping.ChainVerificationRuns;
import io.opsmon.boot.log.personaldata.PersonalDataPart;
import io.opsmon.boot.web.CallerScope;
import io.opsmon.boot.web.Capability;
import io.opsmon.boot.web.LiveSignal;
import io.opsmon.boot.web.MenuCount;
import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.boot.web.OverviewPart;
import io.opsmon.boot.web.RouteGroup;
import io.opsmon.boot.web.routing.ApiRoutes;
import io.opsmon.boot.web.routing.OpsmonWebAutoConfiguration;
import io.opsmon.log.PersonalData;
import io.opsmon.log.internal.jdbc.JdbcLogRetention;
import io.opsmon.loginlog.LoginLogDefinition;
import io.opsmon.loginlog.LoginLogEntry;
import io.opsmon.loginlog.LoginLogFilter;
import io.opsmon.loginlog.LoginLogRecorder;
import io.opsmon.loginlog.LoginLogRepository;
import io.opsmon.loginlog.guard.AttemptGuard;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;

/** Configures the REST API of login logs and locks. */
@AutoConfiguration(
        after = {
            LoginLogAutoConfiguration.class,
            LoginLogKeepingAutoConfiguration.class,
            LoginGuardAutoConfiguration.class,
            OpsmonWebAutoConfiguration.class
        })
@ConditionalOnBean({ApiRoutes.class, LoginLogRepository.class, LoginLogRecorder.class})
public final class LoginLogApiAutoConfiguration {

    LoginLogApiAutoConfiguration() {}

    @Bean
    LiveSignal opsmonLoginLogSignal(
            LogResource<LoginLogEntry, LoginLogFilter> resource, LoginLogRepository repository) {
        return new LogSignal<>(resource, repository);
    }

    @Bean
    Capability opsmonLoginLogCapability() {
        return new Capability("login-logs");
    }

    @Bean
    LoginLogStatisticsRoutes opsmonLoginLogStatisticsRoutes(
            LoginLogRepository repository, CallerScope scope, ObjectProvider<Clock> clock) {
        return new LoginLogStatisticsRoutes(ScopedLoginLogs.of(repository, scope), clock.getIfUnique(Clock::systemUTC));
    }

    @Bean
    OverviewPart opsmonLoginLogOverview(LoginLogStatisticsRoutes statistics) {
        return statistics.overview();
    }

    @Bean
    @ConditionalOnBean(AttemptGuard.class)
    LoginLockRoutes opsmonLoginLockRoutes(AttemptGuard guard) {
        return new LoginLockRoutes(guard);
    }

    @Bean
    @ConditionalOnBean(AttemptGuard.class)
    OverviewPart opsmonLoginLockOverview(LoginLockRoutes locks) {
        return locks.overview();
    }

    @Bean
    @ConditionalOnBean(AttemptGuard.class)
    MenuCount opsmonLockCount(LoginLockRoutes locks) {
        return locks.count();
    }

    @Bean
    LogResource<LoginLogEntry, LoginLogFilter> opsmonLoginLogResource(
            LoginLogRepository repository, CallerScope scope) {
        return new LogResource<>(
                LoginLogDefinition.LOGIN_LOG,
                ScopedLoginLogs.of(repository, scope),
                LoginLogQueries.PARAMETERS,
                new LoginLogJson());
    }

    @Bean
    RouteGroup opsmonMyLoginRoutes(OpsmonAccess access, LoginLogRepository repository, CallerScope scope) {
        return new MyLoginRoutes(access, ScopedLoginLogs.of(repository, scope));
    }

    @Bean
    RouteGroup opsmonLoginLogRoutes(
            OpsmonAccess access,
            LogResource<LoginLogEntry, LoginLogFilter> resource,
            LoginLogRecorder recorder,
            ApplicationEventPublisher events,
            ObjectProvider<Clock> clock,
            AccessAudit audit,
            @Qualifier("opsmonLoginLogVerificationRuns") ObjectProvider<ChainVerificationRuns> verifications,
            ObjectProvider<JdbcLogRetention<LoginLogEntry>> retention) {
        return new LogApi<>(access, resource, recorder, events, clock.getIfUnique(Clock::systemUTC), audit)
                .routes(verifications.getIfAvailable(), retention.getIfAvailable());
    }

    @Bean
    @Order(2)
    @ConditionalOnBean(name = "opsmonLoginLogRetention")
    PersonalDataPart opsmonLoginLogPersonalDataPart(
            LogResource<LoginLogEntry, LoginLogFilter> resource,
            @Qualifier("opsmonLoginLogPersonalData") ObjectProvider<PersonalData> personalData) {
        return new PersonalDataPart(resource, "loginLogs", "username", "events", personalData.getIfAvailable());
    }
}
