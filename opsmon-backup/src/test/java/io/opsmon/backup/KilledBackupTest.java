package io.opsmon.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.backup.BackupUntilKilled.Point;
import io.opsmon.backup.file.BackupManifest;
import io.opsmon.backup.internal.catalogue.BackupCatalogue;
import io.opsmon.backup.internal.engine.BackupSettings;
import io.opsmon.backup.internal.engine.DefaultBackups;
import io.opsmon.backup.internal.engine.StoredBackups;
import io.opsmon.backup.internal.file.BackupEncoding;
import io.opsmon.backup.internal.postgres.PostgresRunner;
import io.opsmon.backup.internal.storage.LocalBackupStorage;
import io.opsmon.chain.Sealer;
import io.opsmon.internal.schema.MigratedDataSource;
import io.opsmon.internal.schema.SchemaMigrator;
import io.opsmon.internal.schema.SchemaMode;
import io.opsmon.testsupport.TestDatabases;
import io.opsmon.testsupport.TestJvm;
import io.opsmon.testsupport.TestTools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.unit.DataSize;

/** Nodes are killed at eleven points, and another node handles the remains. */
class KilledBackupTest {

    @TempDir
    private Path directory;

    @Test
    void takesNothingHalfDoneForABackupWhereverANodeIsKilled() throws Exception {
        TestTools.require("pg_dump");
        String url = TestDatabases.postgresUrl();
        try (HikariDataSource pool = TestDatabases.pool(url)) {
            new MigratedDataSource(pool, new SchemaMigrator(pool, List.of("backup")), SchemaMode.MIGRATE).migrate();
            JdbcTemplate jdbc = new JdbcTemplate(pool);
            jdbc.execute(
                    "CREATE TABLE orders AS SELECT k AS id, md5(k::text) AS note FROM generate_series(1, 20000) k");
            for (Point point : Point.values()) {
                Path output = directory.resolve(point + ".out");
                Process node = TestJvm.start(
                        output,
                        BackupUntilKilled.class.getName(),
                        point.name(),
                        url,
                        backups().toString());
                assertThat(node.waitFor(120, TimeUnit.SECONDS)).as(point.name()).isTrue();
                assertThat(node.exitValue())
                        .as("%s: %s", point, Files.readString(output))
                        .isEqualTo(137);
            }
            try (DefaultBackups backups = survivor(pool)) {
                backups.start();
                await().until(() -> backups.catalogue().leases().isEmpty());
                assertEndedWell(backups, jdbc);
                // Incomplete uploads of five points.
                assertThat(new LocalBackupStorage(backups(), DataSize.ofBytes(0), Clock.systemUTC())
                                .deleteAbandoned(Duration.ZERO))
                        .isGreaterThanOrEqualTo(5);
            }
        }
    }

    private Path backups() {
        return directory.resolve("backups");
    }

    private DefaultBackups survivor(HikariDataSource pool) {
        List<BackupSource> sources = Stream.of(Point.values())
                .map(point -> new BackupSource(
                        new BackupDatabase(
                                point.name(), pool, pool.getJdbcUrl(), pool.getUsername(), pool.getPassword()),
                        new PostgresRunner(DumpMethod.TOOLS, null, 1),
                        null,
                        Duration.ofMinutes(1),
                        null,
                        null))
                .toList();
        return new DefaultBackups(
                sources,
                new StoredBackups(
                        "shop",
                        new LocalBackupStorage(backups(), DataSize.ofBytes(0), Clock.systemUTC()),
                        new BackupEncoding(1, null),
                        new Sealer(List.of())),
                new BackupCatalogue(pool),
                new BackupSettings("survivor", 1, Duration.ofSeconds(3), Duration.ofSeconds(10)),
                event -> {},
                Clock.systemUTC());
    }

    private static void assertEndedWell(DefaultBackups backups, JdbcTemplate jdbc) throws Exception {
        // A stored backup stays, although the node that stored it died.
        Set<Point> stored =
                EnumSet.of(Point.AFTER_THE_MANIFEST_IS_COMMITTED, Point.IN_THE_VERIFICATION, Point.IN_THE_RESTORE);
        for (Point point : Point.values()) {
            List<Backup> made =
                    backups.catalogue().find(new BackupQuery(point.name(), null, BackupTrigger.MANUAL, null, 10));
            assertThat(made).as(point.name()).singleElement().satisfies(backup -> {
                assertThat(backup.status())
                        .as(point.name())
                        .isEqualTo(stored.contains(point) ? BackupStatus.SUCCEEDED : BackupStatus.FAILED);
                assertThat(backup.activity()).isNull();
                if (point != Point.AFTER_THE_MANIFEST_IS_COMMITTED) {
                    assertThat(backup.problem()).as(point.name()).contains("stopped sending heartbeats");
                }
            });
            if (stored.contains(point)) {
                assertThat(backups.verify(made.get(0).id()).status())
                        .as(point.name())
                        .isEqualTo(BackupStatus.VERIFIED);
            }
        }
        StoredBackups.Inventory inventory = backups.stored().inventory();
        assertThat(inventory.backups().stream().map(BackupManifest::dataSource).distinct())
                .containsExactlyInAnyOrderElementsOf(
                        stored.stream().map(Enum::name).toList());
        assertThat(inventory.damaged()).isEmpty();
        // Files without a manifest.
        assertThat(inventory.orphans()).hasSize(3);
        // The restore was one transaction.
        assertThat(jdbc.queryForObject("SELECT count(*) FROM orders", Long.class))
                .isEqualTo(20_000);
        await().untilAsserted(() -> assertThat(jdbc.queryForList(
                        "SELECT datname FROM pg_database WHERE datname LIKE 'opsmon\\_scratch%'", String.class))
                .isEmpty());
        assertThat(jdbc.queryForList(
                        "SELECT rolname FROM pg_roles WHERE rolname LIKE 'opsmon\\_scratch%'", String.class))
                .isEmpty();
        // New backups succeed.
        assertThat(backups.run(BackupRequest.manual(Point.IN_THE_MIDDLE.name(), null))
                        .status())
                .isEqualTo(BackupStatus.SUCCEEDED);
    }
}
