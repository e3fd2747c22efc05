package io.opsmon.backup.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.backup.Backup;
import io.opsmon.backup.BackupConflictException;
import io.opsmon.backup.BackupDatabase;
import io.opsmon.backup.BackupQuery;
import io.opsmon.backup.BackupSource;
import io.opsmon.backup.BackupStatus;
import io.opsmon.backup.BackupTrigger;
import io.opsmon.backup.RetentionPolicy;
import io.opsmon.backup.internal.catalogue.BackupCatalogue;
import io.opsmon.backup.internal.engine.BackupSettings;
import io.opsmon.backup.internal.engine.DefaultBackups;
import io.opsmon.backup.internal.engine.StoredBackups;
import io.opsmon.backup.internal.file.BackupEncoding;
import io.opsmon.backup.internal.h2.H2Runner;
import io.opsmon.backup.internal.storage.LocalBackupStorage;
import io.opsmon.backup.schedule.BackupSchedule.Origin;
import io.opsmon.backup.schedule.BackupSchedules.Due;
import io.opsmon.chain.Sealer;
import io.opsmon.internal.jdbc.Dialects;
import io.opsmon.internal.schema.MigratedDataSource;
import io.opsmon.internal.schema.SchemaMigrator;
import io.opsmon.internal.schema.SchemaMode;
import io.opsmon.masking.Masking;
import io.opsmon.testsupport.TestDatabases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.unit.DataSize;

/** The contract for every database of the schedules. The database that is backed up is an H2. */
abstract class BackupSchedulesContract {

    private static final String EVERY_SECOND = "* * * * * *";
    private static final String NEVER_SOON = "0 0 0 29 2 *";

    private final DataSource tables = tables();
    private final HikariDataSource pool = TestDatabases.h2();
    private final MigratedDataSource migrated =
            new MigratedDataSource(tables, new SchemaMigrator(tables, List.of("backup")), SchemaMode.MIGRATE);
    private final JdbcTemplate sql = new JdbcTemplate(migrated);
    private final BackupCatalogue catalogue = new BackupCatalogue(migrated);
    private final List<AutoCloseable> nodes = new ArrayList<>();

    @TempDir
    private Path directory;

    abstract DataSource tables();

    @BeforeEach
    void fill() {
        migrated.migrate();
        new JdbcTemplate(pool).execute("CREATE TABLE orders AS SELECT x AS id FROM system_range(1, 100)");
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable node : nodes) {
            node.close();
        }
        pool.close();
        tables.unwrap(HikariDataSource.class).close();
    }

    private BackupSchedules node(String name) {
        DefaultBackups backups = new DefaultBackups(
                List.of(new BackupSource(
                        new BackupDatabase("main", pool, pool.getJdbcUrl(), null, null),
                        new H2Runner(),
                        null,
                        Duration.ofMinutes(1),
                        new RetentionPolicy(2, 0, 0, 0, 0, null, ZoneOffset.UTC),
                        null)),
                new StoredBackups(
                        "shop",
                        new LocalBackupStorage(directory, DataSize.ofBytes(0), Clock.systemUTC()),
                        new BackupEncoding(3, null),
                        new Sealer(List.of())),
                catalogue,
                new BackupSettings(name, 2, Duration.ofSeconds(3), Duration.ofSeconds(10)),
                event -> {},
                Clock.systemUTC());
        backups.start();
        BackupSchedules schedules = new BackupSchedules(
                migrated,
                backups,
                new ScheduleSettings(name, Duration.ofMillis(200), Duration.ofSeconds(1), Duration.ofMillis(300), 2),
                Clock.systemUTC(),
                new Masking(Masking.DEFAULT_KEYS));
        nodes.add(() -> {
            schedules.pause();
            backups.close();
            schedules.close();
        });
        return schedules;
    }

    private static BackupSchedule schedule(String id, String cron, Origin origin) {
        return new BackupSchedule(id, "main", cron, ZoneOffset.UTC, true, true, 2, origin, null);
    }

    private List<Backup> backups() {
        return catalogue.find(new BackupQuery(null, null, null, null, 500));
    }

    @Test
    void makesVerifiesAndCleansUpOnOneNodeOfTwo() {
        node("a").start(List.of());
        BackupSchedules second = node("b");
        second.start(List.of());
        second.save(schedule("often", EVERY_SECOND, Origin.API));

        await().until(() -> backups().stream()
                        .filter(backup -> backup.status() == BackupStatus.EXPIRED)
                        .count()
                >= 2);
        assertThat(second.delete("often")).isTrue();
        await().until(() -> catalogue.leases().isEmpty());

        List<Backup> made = backups();
        assertThat(made).allSatisfy(backup -> {
            assertThat(backup.trigger()).isEqualTo(BackupTrigger.SCHEDULED);
            assertThat(backup.schedule()).isEqualTo("often");
            assertThat(backup.status()).isNotEqualTo(BackupStatus.FAILED);
        });
        // At most one backup a second.
        assertThat(made.stream().map(backup -> backup.requestedAt().getEpochSecond()))
                .doesNotHaveDuplicates();
        assertThat(catalogue.stored("main")).hasSizeBetween(2, 4);
        assertThat(second.list()).isEmpty();
        assertThat(second.delete("often")).isFalse();
    }

    @Test
    void triesAgainWhatFailedAndMakesUpForWhatWasMissed() throws Exception {
        BackupSchedules schedules = node("a");
        schedules.start(List.of(schedule("yearly", NEVER_SOON, Origin.CONFIGURATION)));
        // No node was running at the due time, and the storage is not a directory now.
        Path aside = directory.resolveSibling(directory.getFileName() + "-aside");
        Files.move(directory, aside);
        Files.writeString(directory, "in the way");
        sql.update(
                "UPDATE opsmon_scheduled_task SET execution_time = ?",
                sqlOf(Instant.now().minus(Duration.ofDays(1))));

        await().until(() -> backups().size() == 3 && backups().stream().noneMatch(backup -> backup.activity() != null));
        assertThat(backups()).extracting(Backup::status).containsOnly(BackupStatus.FAILED);
        assertThat(backups()).extracting(Backup::attempt).containsExactly(3, 2, 1);
        // After the last attempt, the next regular time is planned.
        await().untilAsserted(
                        () -> assertThat(schedules.find("yearly").map(Due::next).orElseThrow())
                                .isAfter(Instant.now().plus(Duration.ofDays(1))));
        restore(aside);
        sql.update(
                "UPDATE opsmon_scheduled_task SET execution_time = ?",
                sqlOf(Instant.now().minusSeconds(1)));
        await().until(() -> backups().get(0).status() == BackupStatus.VERIFIED);
        assertThat(backups().get(0).attempt()).isEqualTo(1);
    }

    /** Converts an instant as the column stores it, in any time zone of the JVM. */
    private Object sqlOf(Instant instant) {
        return Objects.requireNonNull(sql.execute((ConnectionCallback<Object>)
                connection -> Dialects.of(tables).of(connection).toSql(instant)));
    }

    private void restore(Path aside) throws IOException {
        Files.delete(directory);
        Files.move(aside, directory);
    }

    @Test
    void takesOverWhatADeadNodeHadBegun() {
        BackupSchedules schedules = node("a");
        schedules.start(List.of(schedule("yearly", NEVER_SOON, Origin.CONFIGURATION)));
        // A killed node leaves this row.
        sql.update(
                "UPDATE opsmon_scheduled_task SET picked = TRUE, picked_by = 'dead', execution_time = ?,"
                        + " last_heartbeat = ?, version = version + 1",
                sqlOf(Instant.now().minusSeconds(60)),
                sqlOf(Instant.now().minusSeconds(60)));

        await().until(() -> !backups().isEmpty() && backups().get(0).status() == BackupStatus.VERIFIED);
        assertThat(backups().get(0).attempt()).isEqualTo(2);
    }

    @Test
    void reportsAScheduleThatThisNodeDoesNotUnderstandAndRunsTheOthers() {
        // Rows written by a node with another JDK, or by hand.
        node("other").start(List.of(schedule("coyhaique", EVERY_SECOND, Origin.CONFIGURATION)));
        for (String[] row : new String[][] {
            {"coyhaique", EVERY_SECOND, "America/Nowhere", "CONFIGURATION"},
            {"typo", "0 0 25 * * *", "UTC", "API"}
        }) {
            sql.update("DELETE FROM opsmon_backup_schedule WHERE id = ?", row[0]);
            sql.update(
                    "INSERT INTO opsmon_backup_schedule (id, data_source, cron, zone, enabled, verify, retries, origin)"
                            + " VALUES (?, 'main', ?, ?, TRUE, FALSE, 0, ?)",
                    (Object[]) row);
        }
        UnusableSchedule configured = new UnusableSchedule(
                "coyhaique", "main", EVERY_SECOND, "America/Nowhere", Origin.CONFIGURATION, "Unknown zone");

        BackupSchedules schedules = node("a");
        schedules.start(
                List.of(
                        schedule("yearly", NEVER_SOON, Origin.CONFIGURATION),
                        schedule("never", "0 0 0 31 2 *", Origin.CONFIGURATION)),
                List.of(configured));
        schedules.save(schedule("often", EVERY_SECOND, Origin.API));

        assertThat(schedules.unusable()).extracting(UnusableSchedule::id).containsExactly("coyhaique", "never", "typo");
        assertThat(schedules.list()).extracting(due -> due.schedule().id()).containsExactly("often", "yearly");
        assertThat(schedules.problems()).containsOnlyKeys("coyhaique", "never", "typo");
        assertThat(schedules.problems().get("typo")).contains("0 0 25 * * *");
        assertThatThrownBy(() -> schedules.save(schedule("coyhaique", NEVER_SOON, Origin.API)))
                .isInstanceOf(BackupConflictException.class);
        await().until(() -> backups().stream().anyMatch(backup -> "often".equals(backup.schedule())));
        // The plan of the other node is kept.
        await().untilAsserted(() -> assertThat(planned("coyhaique")).isEqualTo(1));
        // A schedule of this API can be created again, or deleted.
        assertThat(schedules.delete("typo")).isTrue();
        schedules.delete("often");
        await().until(() -> catalogue.leases().isEmpty());
    }

    private int planned(String id) {
        Integer count = sql.queryForObject(
                "SELECT count(*) FROM opsmon_scheduled_task WHERE task_instance = ?", Integer.class, id);
        return count == null ? -1 : count;
    }

    @Test
    void plansAnewWhatACrashHasLostAndRemovesWhatNoScheduleHasPlanned() {
        BackupSchedule yearly = schedule("yearly", NEVER_SOON, Origin.CONFIGURATION);
        node("a").start(List.of(yearly));
        sql.update("DELETE FROM opsmon_scheduled_task");

        BackupSchedules restarted = node("b");
        restarted.start(List.of(yearly));

        Instant due = yearly.next(Instant.now()).orElseThrow();
        assertThat(restarted.find("yearly").orElseThrow().next()).isEqualTo(due);
        assertThat(restarted.problems()).isEmpty();

        // The row is lost while the node runs: health reports the schedule, and the next comparison plans it.
        sql.update("DELETE FROM opsmon_scheduled_task");
        assertThat(restarted.problems().get("yearly")).contains("no planned execution");
        restarted.compareWithPlan();
        assertThat(restarted.problems()).isEmpty();
        // A wrong clock has planned a time in the far future.
        sql.update("UPDATE opsmon_scheduled_task SET execution_time = ?", sqlOf(due.plus(Duration.ofDays(3_650))));
        restarted.compareWithPlan();
        assertThat(restarted.find("yearly").orElseThrow().next()).isEqualTo(due);
        // The schedule was deleted.
        sql.update("DELETE FROM opsmon_backup_schedule");
        restarted.compareWithPlan();
        assertThat(planned("yearly")).isZero();
    }

    @Test
    void namesAScheduleWhoseTimeHasPassedAndWhichNoNodeHasRun() {
        BackupSchedules schedules = node("a");
        schedules.start(List.of(schedule("yearly", NEVER_SOON, Origin.CONFIGURATION)));
        schedules.pause();
        // A search for due schedules that began before the pause may still run the schedule once.
        await().untilAsserted(() -> {
            sql.update(
                    "UPDATE opsmon_scheduled_task SET execution_time = ?",
                    sqlOf(Instant.now().minus(Duration.ofHours(1))));
            assertThat(schedules.problems().get("yearly")).contains("no node has run it");
            assertThat(schedules.find("yearly").orElseThrow().problem()).contains("no node has run it");
        });
    }

    @Test
    void keepsWhatIsConfiguredAndWhatWasMadeApart() {
        BackupSchedules schedules = node("a");
        schedules.start(List.of(
                schedule("yearly", NEVER_SOON, Origin.CONFIGURATION),
                schedule("old", NEVER_SOON, Origin.CONFIGURATION)));
        Due made = schedules.save(schedule("mine", "0 0 4 * * *", Origin.API));
        assertThat(made.next()).isEqualTo(made.schedule().next(Instant.now()).orElseThrow());
        Due changed = schedules.save(
                new BackupSchedule("mine", "main", "0 0 5 * * *", ZoneOffset.UTC, true, false, 0, Origin.API, "li"));
        assertThat(changed.next())
                .isEqualTo(changed.schedule().next(Instant.now()).orElseThrow());
        assertThat(schedules
                        .save(new BackupSchedule(
                                "mine", "main", "0 0 5 * * *", ZoneOffset.UTC, false, false, 0, Origin.API, "li"))
                        .next())
                .isNull();
        for (String id : List.of("yearly", "old")) {
            assertThatThrownBy(() -> schedules.delete(id)).isInstanceOf(BackupConflictException.class);
            assertThatThrownBy(() -> schedules.save(schedule(id, NEVER_SOON, Origin.API)))
                    .isInstanceOf(BackupConflictException.class);
        }
        assertThatThrownBy(() -> schedules.save(
                        new BackupSchedule("x", "none", NEVER_SOON, ZoneOffset.UTC, true, false, 0, Origin.API, null)))
                .hasMessageContaining("none");
        assertThatThrownBy(() -> schedules.save(schedule("never", "0 0 0 31 2 *", Origin.API)))
                .hasMessageContaining("never matches");

        BackupSchedules next = node("b");
        next.start(List.of(schedule("yearly", "0 0 6 * * *", Origin.CONFIGURATION)));
        assertThat(next.list()).extracting(due -> due.schedule().id()).containsExactly("mine", "yearly");
        Due yearly = next.find("yearly").orElseThrow();
        assertThat(yearly.next())
                .isEqualTo(yearly.schedule().next(Instant.now()).orElseThrow());
    }
}
