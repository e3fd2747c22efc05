package io.opsmon.boot.backup;

import io.opsmon.backup.Backup;
import io.opsmon.backup.BackupDatabase;
import io.opsmon.backup.BackupEvent;
import io.opsmon.backup.BackupRunner;
import io.opsmon.backup.BackupSource;
import io.opsmon.backup.BackupStorage;
import io.opsmon.backup.file.BackupKeys;
import io.opsmon.backup.internal.catalogue.BackupCatalogue;
import io.opsmon.backup.internal.engine.DefaultBackups;
import io.opsmon.backup.internal.engine.StoredBackups;
import io.opsmon.backup.internal.file.BackupEncoding;
import io.opsmon.backup.internal.h2.H2Runner;
import io.opsmon.backup.internal.mariadb.MariaDbRunner;
import io.opsmon.backup.internal.postgres.PostgresRunner;
import io.opsmon.backup.schedule.BackupSchedules;
import io.opsmon.boot.backup.BackupProperties.Source;
import io.opsmon.boot.database.OpsmonDatabase;
import io.opsmon.boot.database.OpsmonDatabaseAutoConfiguration;
import io.opsmon.boot.database.OpsmonSchema;
import io.opsmon.boot.health.Problems;
import io.opsmon.boot.health.SafeEvents;
import io.opsmon.boot.http.Instance;
import io.opsmon.boot.http.InstanceAutoConfiguration;
import io.opsmon.boot.log.keeping.ChainAutoConfiguration;
import io.opsmon.chain.Sealer;
import io.opsmon.internal.maintenance.MaintenanceTask;
import io.opsmon.log.internal.AdministrativeOperation;
import io.opsmon.masking.Masking;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;

/** Auto-configuration of backups of the host's databases. */
@AutoConfiguration(
        after = {OpsmonDatabaseAutoConfiguration.class, InstanceAutoConfiguration.class, ChainAutoConfiguration.class})
@ConditionalOnBean(OpsmonDatabase.class)
@ConditionalOnProperty("opsmon.backup.enabled")
// BackupLibrariesAutoConfiguration names what is missing.
@ConditionalOnClass(
        name = {
            "io.opsmon.backup.Backups",
            "com.github.luben.zstd.ZstdOutputStream",
            "com.github.kagkarlsson.scheduler.Scheduler"
        })
@EnableConfigurationProperties(BackupProperties.class)
public final class BackupAutoConfiguration {

    private static final Duration TIDY = Duration.ofHours(1);

    private static final String PART = "backups";
    private static final String ENCRYPTION = "backups, encryption";

    BackupAutoConfiguration() {}

    @Bean
    static OpsmonSchema opsmonBackupSchema() {
        return new OpsmonSchema("backup");
    }

    @Bean
    @ConditionalOnMissingBean
    BackupStorage opsmonBackupStorage(BackupProperties properties, ObjectProvider<Clock> clock, Problems problems) {
        return problems.orElse(
                PART,
                () -> storage(properties, clock.getIfUnique(Clock::systemUTC)),
                failure -> new UnavailableStorage(String.valueOf(failure.getMessage())));
    }

    private static BackupStorage storage(BackupProperties properties, Clock time) {
        return BackupStorages.of(
                properties.s3(), properties.sftp(), properties.directory(), properties.minFreeSpace(), time);
    }

    @Bean
    BackupEncoding opsmonBackupEncoding(BackupProperties properties, Problems problems) {
        return problems.orElse(
                ENCRYPTION,
                () -> new BackupEncoding(properties.compressionLevel(), keys(properties)),
                failure -> new BackupEncoding(properties.compressionLevel(), null));
    }

    private static @Nullable BackupKeys keys(BackupProperties properties) {
        try {
            return properties.encryption().keys();
        } catch (IOException failure) {
            throw new UncheckedIOException("Failed to read the keyset for backups: " + failure, failure);
        }
    }

    @Bean
    StoredBackups opsmonStoredBackups(
            Instance instance,
            BackupStorage storage,
            BackupEncoding encoding,
            Sealer sealer,
            BackupProperties properties) {
        return new StoredBackups(
                instance.application(), storage, encoding, sealer, properties.spoolDirectoryOrDefault());
    }

    /** Has the lowest precedence, so that runners of the host come first. */
    @Bean
    @Order
    BackupRunner opsmonPostgresRunner(BackupProperties properties) {
        return new PostgresRunner(properties.dumpMethod(), properties.toolsDirectory(), properties.parallelism());
    }

    @Bean
    @Order
    BackupRunner opsmonMariaDbRunner(BackupProperties properties) {
        return new MariaDbRunner(properties.dumpMethod(), properties.toolsDirectory());
    }

    @Bean
    @Order
    @ConditionalOnClass(name = "org.h2.jdbc.JdbcConnection")
    BackupRunner opsmonH2Runner(BackupProperties properties, Problems problems) {
        return problems.orElse(
                "backups, scratch-memory", () -> new H2Runner(properties.scratchMemory()), failure -> new H2Runner());
    }

    @Bean
    DefaultBackups opsmonBackups(
            BeanFactory beans,
            ObjectProvider<BackupRunner> runners,
            BackupProperties properties,
            StoredBackups stored,
            OpsmonDatabase database,
            Instance instance,
            ApplicationEventPublisher events,
            ObjectProvider<Clock> clock,
            Problems problems,
            Masking masking) {
        BackupDatabases databases = new BackupDatabases(beans);
        List<BackupRunner> ordered = runners.orderedStream().toList();
        List<BackupSource> sources = new ArrayList<>();
        // If the configured keys are not usable, no database is dumped unencrypted.
        if (!problems.current().containsKey(ENCRYPTION)) {
            BackupDatabases.configured(properties)
                    .forEach((name, source) -> problems.<Optional<BackupSource>>orElse(
                                    PART + " of \"" + name + "\"",
                                    () -> Optional.of(source(databases, ordered, properties, name, source)),
                                    failure -> Optional.empty())
                            .ifPresent(sources::add));
        }
        return new DefaultBackups(
                sources,
                stored,
                BackupStorages.copies(properties, clock.getIfUnique(Clock::systemUTC), problems),
                new BackupCatalogue(database.dataSource()),
                properties.toSettings(instance.node(), masking),
                SafeEvents.of(events),
                clock.getIfUnique(Clock::systemUTC));
    }

    private static BackupSource source(
            BackupDatabases databases,
            List<BackupRunner> runners,
            BackupProperties properties,
            String name,
            Source source) {
        BackupDatabase database = databases.database(name, source);
        BackupRunner runner = runners.stream()
                .filter(each -> each.supports(database))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("No backup runner supports the database \"" + name
                        + "\", whose URL begins with \""
                        + database.url().replaceFirst("(jdbc:[^:]*).*", "$1") + "\". The runners are "
                        + runners.stream().map(BackupRunner::name).toList()
                        + ". Add a bean of type BackupRunner for this database."));
        return new BackupSource(
                database,
                runner,
                BackupDatabases.scratch(name, source.scratch()),
                source.timeout(),
                source.retention().toPolicy(properties.zoneOrDefault()),
                source.maxAge(),
                source.part().of(name));
    }

    @Bean
    @ConditionalOnMissingBean
    BackupSchedules opsmonBackupSchedules(
            OpsmonDatabase database,
            DefaultBackups backups,
            BackupProperties properties,
            Instance instance,
            ObjectProvider<Clock> clock,
            Masking masking) {
        return new BackupSchedules(
                database.dataSource(),
                backups,
                properties.toScheduleSettings(instance.node()),
                clock.getIfUnique(Clock::systemUTC),
                masking);
    }

    @Bean
    BackupLifecycle opsmonBackupLifecycle(
            DefaultBackups backups, BackupSchedules schedules, BackupProperties properties, Problems problems) {
        return new BackupLifecycle(
                problems,
                backups,
                schedules,
                properties.toSchedules(
                        backups.sources().stream().map(BackupSource::name).toList()));
    }

    /**
     * Creates the hourly task for work that no schedule does: retention of data sources without a schedule that is due,
     * unfinished removals, pending copies and abandoned files.
     */
    @Bean
    MaintenanceTask opsmonBackupTidying(
            DefaultBackups backups, BackupStorage storage, BackupProperties properties, ObjectProvider<Clock> clock) {
        return new MaintenanceTask(
                "backup-tidying",
                TIDY,
                new BackupTidying(backups, storage, properties.historyMaxAge(), clock.getIfUnique(Clock::systemUTC)));
    }

    @Bean
    RestorationEntries opsmonRestorationEntries(ApplicationEventPublisher events, ObjectProvider<Clock> clock) {
        return new RestorationEntries(events, clock.getIfUnique(Clock::systemUTC));
    }

    /** Records every removal, by an operator or by retention. */
    @Bean
    ApplicationListener<PayloadApplicationEvent<BackupEvent>> opsmonRemovedBackups(ApplicationEventPublisher events) {
        return new RemovedBackups(events);
    }

    private record RemovedBackups(ApplicationEventPublisher events)
            implements ApplicationListener<PayloadApplicationEvent<BackupEvent>> {

        @Override
        public void onApplicationEvent(PayloadApplicationEvent<BackupEvent> event) {
            Backup backup = event.getPayload().backup();
            if (event.getPayload().kind() == BackupEvent.Kind.REMOVED) {
                String reason = String.valueOf(event.getPayload().reason());
                events.publishEvent(new AdministrativeOperation(
                        "DELETE",
                        "removed a backup of " + backup.dataSource() + " from " + backup.requestedAt() + ". " + reason,
                        "backup",
                        backup.id(),
                        Map.of("dataSource", backup.dataSource(), "reason", reason)));
            }
        }
    }

    /** Compares the planned executions with the schedules. */
    @Bean
    MaintenanceTask opsmonBackupPlanComparison(BackupSchedules schedules) {
        return new MaintenanceTask("backup-plan", TIDY, schedules::compareWithPlan);
    }

    @Bean
    ApplicationListener<PayloadApplicationEvent<BackupEvent>> opsmonRestoredPools(DefaultBackups backups) {
        return new RestoredPools(backups);
    }

    private record RestoredPools(DefaultBackups backups)
            implements ApplicationListener<PayloadApplicationEvent<BackupEvent>> {

        @Override
        public void onApplicationEvent(PayloadApplicationEvent<BackupEvent> event) {
            if (event.getPayload().kind() == BackupEvent.Kind.RESTORED
                    || event.getPayload().kind() == BackupEvent.Kind.RESTORED_WITH_WARNINGS
                    || event.getPayload().kind() == BackupEvent.Kind.RESTORATION_FAILED) {
                backups.sources()
                        .forEach(source -> BackupDatabases.renewConnections(
                                source.database().dataSource()));
            }
        }
    }
}
