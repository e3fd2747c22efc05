package io.opsmon.boot.backup;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.opsmon.backup.Backup;
import io.opsmon.backup.BackupEvent;
import io.opsmon.backup.BackupSource;
import io.opsmon.backup.Backups;
import io.opsmon.backup.internal.engine.DefaultBackups;
import io.opsmon.backup.schedule.BackupSchedules;
import io.opsmon.masking.Masking;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;

/** Auto-configuration of meters and health of backups. */
@AutoConfiguration(
        after = BackupAutoConfiguration.class,
        afterName = {
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration"
        })
@ConditionalOnBean(Backups.class)
public final class BackupObservabilityAutoConfiguration {

    BackupObservabilityAutoConfiguration() {}

    /** Registers the {@code opsmon.backup.*} meters, tagged with the data source. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterRegistry.class)
    static class MeterConfiguration {

        @Bean
        MeterBinder opsmonBackupMeters(DefaultBackups backups, ObjectProvider<Clock> clock) {
            Clock time = clock.getIfUnique(Clock::systemUTC);
            return meters -> {
                for (BackupSource source : backups.sources()) {
                    Tags tags = Tags.of("data-source", source.name());
                    Gauge.builder(
                                    "opsmon.backup.age",
                                    () -> last(backups, source, time)
                                            .map(last -> (double)
                                                    age(last, time.instant()).toSeconds())
                                            .orElse(Double.NaN))
                            .description("Age of the last successful backup; NaN if there is none")
                            .baseUnit("seconds")
                            .tags(tags)
                            .register(meters);
                    Gauge.builder(
                                    "opsmon.backup.size",
                                    () -> last(backups, source, time)
                                            .map(Backup::stored)
                                            .map(stored -> (double) stored.storedBytes())
                                            .orElse(Double.NaN))
                            .description("Size of the last successful backup; NaN if there is none")
                            .baseUnit("bytes")
                            .tags(tags)
                            .register(meters);
                }
            };
        }

        private static Optional<Backup> last(DefaultBackups backups, BackupSource source, Clock time) {
            try {
                return backups.catalogue().lastStored(source.name(), time.instant());
            } catch (DataAccessException unavailable) {
                return Optional.empty();
            }
        }

        /** Counts the results of dumps, verifications and restores on this node. */
        @Bean
        @ConditionalOnBean(MeterRegistry.class)
        ApplicationListener<PayloadApplicationEvent<BackupEvent>> opsmonBackupEventMeters(MeterRegistry meters) {
            return new EventMeters(meters);
        }
    }

    private record EventMeters(MeterRegistry meters)
            implements ApplicationListener<PayloadApplicationEvent<BackupEvent>> {

        @Override
        public void onApplicationEvent(PayloadApplicationEvent<BackupEvent> published) {
            BackupEvent event = published.getPayload();
            Backup backup = event.backup();
            Tags tags = Tags.of("data-source", backup.dataSource());
            meters.counter(
                            "opsmon.backup.events",
                            tags.and(
                                    "kind",
                                    event.kind().name().toLowerCase(Locale.ROOT).replace('_', '-')))
                    .increment();
            Backup.@Nullable Stored stored = backup.stored();
            if (event.kind() == BackupEvent.Kind.SUCCEEDED
                    && stored != null
                    && backup.startedAt() != null
                    && backup.finishedAt() != null) {
                Duration duration = Duration.between(backup.startedAt(), backup.finishedAt());
                meters.timer("opsmon.backup.duration", tags).record(duration);
                meters.summary("opsmon.backup.rate", tags)
                        .record(stored.dumpBytes() * 1_000.0 / Math.max(1, duration.toMillis()));
            }
        }
    }

    private static Duration age(Backup last, Instant now) {
        return Duration.between(last.startedAt() == null ? last.requestedAt() : last.startedAt(), now);
    }

    /** Contributes the component {@code opsmonBackups} to the host's health. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
    static class HealthConfiguration {

        private static final Status DEGRADED = new Status("DEGRADED");

        @Bean
        @ConditionalOnMissingBean(name = "opsmonBackupsHealthIndicator")
        @ConditionalOnEnabledHealthIndicator("opsmon-backups")
        HealthIndicator opsmonBackupsHealthIndicator(
                DefaultBackups backups,
                ObjectProvider<BackupSchedules> schedules,
                ObjectProvider<Clock> clock,
                Masking masking) {
            Clock time = clock.getIfUnique(Clock::systemUTC);
            Instant began = time.instant();
            return () -> health(backups, schedules.getIfUnique(), time.instant(), began, masking);
        }

        /**
         * Returns the health. The status is DOWN if the last successful backup of any data source is older than its
         * maximum age. Without any backup, the age counts from the start of the application. The status is DEGRADED if
         * the storage has a problem, or a schedule or retention does not run.
         */
        private static Health health(
                DefaultBackups backups,
                @Nullable BackupSchedules schedules,
                Instant now,
                Instant began,
                Masking masking) {
            Map<String, String> problems = new LinkedHashMap<>(backups.problems());
            if (schedules != null) {
                schedules.problems().forEach((id, problem) -> problems.put("schedule " + id, problem));
            }
            Health.Builder health = problems.isEmpty() ? Health.up() : Health.status(DEGRADED);
            problems.forEach((part, problem) -> health.withDetail(part, masking.masked(problem)));
            for (BackupSource source : backups.sources()) {
                Optional<Backup> last = backups.catalogue().lastStored(source.name(), now);
                @Nullable Duration maxAge = source.maxAge();
                Duration age = last.map(backup -> age(backup, now)).orElse(Duration.between(began, now));
                if (maxAge != null && age.compareTo(maxAge) > 0) {
                    health.down();
                }
                health.withDetail(
                        source.name(),
                        last.map(backup -> backup.status() + " " + backup.requestedAt())
                                .orElse("no backup"));
            }
            return health.build();
        }
    }
}
