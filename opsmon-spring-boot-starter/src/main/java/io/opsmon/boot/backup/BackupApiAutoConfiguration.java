package io.opsmon.boot.backup;

import io.opsmon.backup.Backups;
import io.opsmon.backup.internal.engine.DefaultBackups;
import io.opsmon.backup.schedule.BackupSchedules;
import io.opsmon.boot.web.Capability;
import io.opsmon.boot.web.LiveSignal;
import io.opsmon.boot.web.MenuCount;
import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.boot.web.OverviewPart;
import io.opsmon.boot.web.routing.ApiRoutes;
import io.opsmon.boot.web.routing.OpsmonWebAutoConfiguration;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;

/** Auto-configuration of the REST API for backups. */
@AutoConfiguration(after = {BackupAutoConfiguration.class, OpsmonWebAutoConfiguration.class})
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
    BackupRoutes opsmonBackupRoutes(
            OpsmonAccess access,
            DefaultBackups backups,
            RestorationEntries restorations,
            ApplicationEventPublisher events,
            ObjectProvider<Clock> clock) {
        return new BackupRoutes(access, backups, restorations, events, clock.getIfUnique(Clock::systemUTC));
    }

    @Bean
    OverviewPart opsmonBackupOverview(BackupRoutes routes) {
        return routes.overview();
    }

    @Bean
    MenuCount opsmonActiveBackupCount(BackupRoutes routes) {
        return routes.count();
    }

    @Bean
    BackupTableRoutes opsmonBackupTableRoutes(
            OpsmonAccess access,
            DefaultBackups backups,
            RestorationEntries restorations,
            ApplicationEventPublisher events,
            ObjectProvider<Clock> clock) {
        return new BackupTableRoutes(access, backups, restorations, events, clock.getIfUnique(Clock::systemUTC));
    }

    @Bean
    BackupContentRoutes opsmonBackupContentRoutes(
            OpsmonAccess access,
            DefaultBackups backups,
            ApplicationEventPublisher events,
            ObjectProvider<Clock> clock) {
        return new BackupContentRoutes(access, backups, events, clock.getIfUnique(Clock::systemUTC));
    }

    @Bean
    BackupScheduleRoutes opsmonBackupScheduleRoutes(
            OpsmonAccess access,
            DefaultBackups backups,
            BackupSchedules schedules,
            BackupProperties properties,
            ApplicationEventPublisher events,
            ObjectProvider<Clock> clock) {
        return new BackupScheduleRoutes(
                access, backups, schedules, properties, events, clock.getIfUnique(Clock::systemUTC));
    }

    @Bean
    OverviewPart opsmonBackupScheduleOverview(BackupScheduleRoutes routes) {
        return routes.overview();
    }
}
