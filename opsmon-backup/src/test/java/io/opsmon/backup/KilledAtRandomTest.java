package io.opsmon.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.backup.Backups.Resync;
import io.opsmon.backup.ChaosNode.Work;
import io.opsmon.backup.file.BackupManifest;
import io.opsmon.backup.internal.engine.DefaultBackups;
import io.opsmon.internal.schema.MigratedDataSource;
import io.opsmon.internal.schema.SchemaMigrator;
import io.opsmon.internal.schema.SchemaMode;
import io.opsmon.testsupport.TestDatabases;
import io.opsmon.testsupport.TestJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Nodes are killed (SIGKILL) at random moments of comparisons, imports, retention and restores, and the next start must
 * handle the remains. {@code opsmon.test.kill-rounds} is the number of rounds: a few by default, 100 in the Maven
 * profile {@code chaos}.
 */
class KilledAtRandomTest {

    private static final int ROUNDS = Integer.getInteger("opsmon.test.kill-rounds", 4);
    private static final int ORDERS = 5_000;
    private static final int LONGEST_MILLIS = 1_500;
    private static final List<Work> WORKS = List.copyOf(EnumSet.allOf(Work.class));
    private static final List<String> GUESTS = List.of("guest-1", "guest-2", "guest-3");

    @TempDir
    private Path root;

    @Test
    void losesNoBackupWheneverANodeIsKilled() throws Exception {
        long seed = Long.getLong("opsmon.test.seed", System.nanoTime());
        Random random = new Random(seed);
        Map<Work, Integer> kills = new EnumMap<>(Work.class);
        String url = TestDatabases.postgresUrl();
        try (HikariDataSource pool = TestDatabases.pool(url)) {
            String verified = prepare(pool);
            for (int round = 0; round < ROUNDS; round++) {
                Work work = WORKS.get(round % WORKS.size());
                int millis = random.nextInt(LONGEST_MILLIS);
                String as = "seed " + seed + ", round " + round + ", " + work + " for " + millis + " ms";
                kill(as, work, url, verified, round, millis);
                kills.merge(work, 1, Integer::sum);
                startAgain(as, pool, verified);
            }
            try (DefaultBackups backups = ChaosNode.backups(pool, root, "last")) {
                backups.start();
                assertThat(backups.verify(verified).status()).isEqualTo(BackupStatus.VERIFIED);
                assertThat(backups.run(BackupRequest.manual("main", null)).status())
                        .isEqualTo(BackupStatus.SUCCEEDED);
            }
        }
        System.out.println("Killed " + kills + " with seed " + seed + ": no backup was lost");
    }

    /** Makes one verified backup, and three that are imported. */
    private String prepare(HikariDataSource pool) throws IOException {
        new MigratedDataSource(pool, new SchemaMigrator(pool, List.of("backup")), SchemaMode.MIGRATE).migrate();
        new JdbcTemplate(pool)
                .execute("CREATE TABLE orders AS SELECT k AS id, md5(k::text) AS note FROM generate_series(1, " + ORDERS
                        + ") k");
        try (DefaultBackups backups = ChaosNode.backups(pool, root, "first")) {
            Backup made = backups.run(BackupRequest.manual("main", null));
            assertThat(backups.verify(made.id()).status()).isEqualTo(BackupStatus.VERIFIED);
            BackupManifest manifest = backups.catalogue().manifest(made.id()).orElseThrow();
            for (String guest : GUESTS) {
                ChaosNode.importBackup(backups, manifest, guest, ChaosNode.COMING_AND_GOING + "/" + guest);
            }
            return made.id();
        }
    }

    private void kill(String as, Work work, String url, String verified, int round, int millis) throws Exception {
        Path output = root.resolve("round-" + round + ".out");
        Process node = TestJvm.start(
                output, ChaosNode.class.getName(), work.name(), url, root.toString(), verified, "n" + round);
        await().pollInterval(Duration.ofMillis(10))
                .until(() -> !node.isAlive() || Files.readString(output).contains(ChaosNode.BEGUN));
        boolean hasEnded = node.waitFor(millis, TimeUnit.MILLISECONDS);
        node.destroyForcibly();
        assertThat(node.waitFor(5, TimeUnit.MINUTES)).isTrue();
        assertThat(hasEnded).as("%s: %s", as, Files.readString(output)).isFalse();
        assertThat(node.exitValue()).as(as).isEqualTo(137);
    }

    private void startAgain(String as, HikariDataSource pool, String verified) throws Exception {
        // The test itself has hidden these.
        if (Files.exists(ChaosNode.aside(root))) {
            Files.move(ChaosNode.aside(root), ChaosNode.storage(root).resolve(ChaosNode.COMING_AND_GOING));
        }
        try (DefaultBackups backups = ChaosNode.backups(pool, root, "next")) {
            backups.start();
            await(as).until(() -> backups.catalogue().leases().isEmpty());
            backups.finishRemovals();
            Resync found = ChaosNode.resync(backups);
            assertThat(found.isApplied()).as(as).isTrue();
            assertThat(found.missing()).as(as).isEmpty();
            assertThat(found.damaged()).as(as).isEmpty();
            // Files without a manifest are no backups, and can be deleted.
            for (String orphan : found.orphans()) {
                backups.deleteOrphan(orphan);
            }
            Resync settled = backups.resync();
            assertThat(settled.orphans()).as(as).isEmpty();
            assertThat(settled.added()).as(as).isEmpty();
            assertNothingIsLost(as, backups, verified);
        }
        Long orders = new JdbcTemplate(pool).queryForObject("SELECT count(*) FROM orders", Long.class);
        assertThat(orders).as(as).isEqualTo(ORDERS);
    }

    private void assertNothingIsLost(String as, DefaultBackups backups, String verified) {
        for (BackupStatus unfinished : List.of(BackupStatus.QUEUED, BackupStatus.RUNNING, BackupStatus.REMOVING)) {
            assertThat(backups.catalogue().find(new BackupQuery(null, unfinished, null, null, 10)))
                    .as(as)
                    .isEmpty();
        }
        List<Backup> all = backups.catalogue().stored("main");
        for (Backup backup : all) {
            Backup.Stored stored = Objects.requireNonNull(backup.stored());
            assertThat(stored.state()).as("%s: %s", as, backup).isEqualTo(FileState.PRESENT);
            Path file = ChaosNode.storage(root).resolve(stored.file());
            assertThat(file).as(as).hasSize(stored.storedBytes());
            assertThat(file.resolveSibling(file.getFileName() + BackupManifest.SUFFIX))
                    .as(as)
                    .exists();
        }
        assertThat(all)
                .as(as)
                .filteredOn(backup -> backup.id().equals(verified))
                .singleElement()
                .satisfies(backup -> assertThat(backup.status()).isEqualTo(BackupStatus.VERIFIED));
        assertThat(all).as(as).extracting(Backup::id).containsAll(GUESTS);
    }
}
