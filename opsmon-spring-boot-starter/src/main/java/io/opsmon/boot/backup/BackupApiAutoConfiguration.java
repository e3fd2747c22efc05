package io.opsmon.boot.backup;

import io.opsmon.backup.Backups;
import io.opsmon.backup.internal.engine.DefaultBackups;
import io.opsmon.backup.schedule.BackupSchedules;
import io.opsmon.boot.web.ApiRoutes;
import io.opsmon.boot.web.Capability;
import io.opsmon.boot.web.LiveSignal;
import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.boot.web.OpsmonWebAutoConfiguration;
import io.opsmon.boot.web.OverviewPart;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

/** Auto-configuration of the REST API for backups. */
@AutoConfiguration(after = {BackupAutoConfiguration.class, OpsmonWebAutoConfiguration.class})
@ConditionalOnClass(RouterFunction.class)
@ConditionalOnBean({ApiRoutes.class, OpsmonAccess.class, Backups.class})
public final class BackupApiAutoConfiguration {

    BackupApiAutoConfiguration() {}

    @Bean
    LiveSignal opsmonBackupSignal(DefaultBackups backups) {
        return new BackupSignal(backups.catalogue());
    }

    @Bean
    Capability opsmonBackupCapability() {
        return new Capability("backups");
    }

    @Bean
    BackupRoutes opsmonBackupHandlers(
            ApiRoutes api,
            OpsmonAccess access,
            DefaultBackups backups,
            RestorationEntries restorations,
            ApplicationEventPublisher events,
            ObjectProvider<Clock> clock) {
        return new BackupRoutes(api, access, backups, restorations, events, clock.getIfUnique(Clock::systemUTC));
    }

    @Bean
    @Order(0)
    RouterFunction<ServerResponse> opsmonBackupRoutes(BackupRoutes handlers) {
        return handlers.routes();
    }

    @Bean
    OverviewPart opsmonBackupOverview(BackupRoutes handlers) {
        return handlers.overview();
    }

    @Bean
    @Order(0)
    RouterFunction<ServerResponse> opsmonBackupContentRoutes(
            ApiRoutes api,
            OpsmonAccess access,
            DefaultBackups backups,
            ApplicationEventPublisher events,
            ObjectProvider<Clock> clock) {
        return new BackupContentRoutes(api, access, backups, events, clock.getIfUnique(Clock::systemUTC)).routes();
    }

    @Bean
    BackupScheduleRoutes opsmonBackupScheduleHandlers(
            ApiRoutes api,
            OpsmonAccess access,
            DefaultBackups backups,
            BackupSchedules schedules,
            BackupProperties properties,
            ApplicationEventPublisher events,
            ObjectProvider<Clock> clock) {
        return new BackupScheduleRoutes(
                api, access, backups, schedules, properties, events, clock.getIfUnique(Clock::systemUTC));
    }

    @Bean
    @Order(0)
    RouterFunction<ServerResponse> opsmonBackupScheduleRoutes(BackupScheduleRoutes handlers) {
        return handlers.routes();
    }

    @Bean
    OverviewPart opsmonBackupScheduleOverview(BackupScheduleRoutes handlers) {
        return handlers.overview();
    }
}
