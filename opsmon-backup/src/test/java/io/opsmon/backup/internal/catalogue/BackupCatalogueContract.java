package io.opsmon.backup.internal.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.backup.Backup;
import io.opsmon.backup.BackupActivity;
import io.opsmon.backup.BackupActivity.Kind;
import io.opsmon.backup.BackupConflictException;
import io.opsmon.backup.BackupCopy;
import io.opsmon.backup.BackupCopy.State;
import io.opsmon.backup.BackupQuery;
import io.opsmon.backup.BackupStatus;
import io.opsmon.backup.BackupTrigger;
import io.opsmon.backup.FileState;
import io.opsmon.backup.ScratchIsolation;
import io.opsmon.backup.file.BackupFinding;
import io.opsmon.backup.file.BackupManifest;
import io.opsmon.backup.file.BackupManifest.TableContent;
import io.opsmon.backup.file.LeftOut;
import io.opsmon.backup.internal.catalogue.BackupCatalogue.BackupLease;
import io.opsmon.backup.internal.catalogue.BackupCatalogue.HeartbeatResult;
import io.opsmon.backup.internal.catalogue.BackupCatalogue.LeaseSnapshot;
import io.opsmon.backup.internal.catalogue.CataloguedFiles.KnownStorage;
import io.opsmon.backup.internal.catalogue.CataloguedFiles.Removal;
import io.opsmon.chain.Hash;
import io.opsmon.internal.schema.MigratedDataSource;
import io.opsmon.internal.schema.SchemaMigrator;
import io.opsmon.internal.schema.SchemaMode;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.JdbcTemplate;

/** The contract of the catalog for every database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class BackupCatalogueContract {

    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00.123456Z");

    private final DataSource pool = pool();
    private final MigratedDataSource dataSource =
            new MigratedDataSource(pool, new SchemaMigrator(pool, List.of("backup")), SchemaMode.MIGRATE);
    private final BackupCatalogue catalogue = new BackupCatalogue(dataSource);

    abstract DataSource pool();

    @BeforeEach
    void empty() {
        new JdbcTemplate(dataSource).execute("DELETE FROM opsmon_backup");
    }

    @AfterAll
    void close() throws SQLException {
        pool.unwrap(HikariDataSource.class).close();
    }

    private static Backup queued(String id, String dataSource) {
        return new Backup(
                id,
                dataSource,
                BackupStatus.QUEUED,
                BackupTrigger.SCHEDULED,
                "nightly",
                "li",
                "node-1",
                1,
                NOW,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private static BackupManifest manifest(String id, String dataSource) {
        return new BackupManifest(
                id,
                "shop",
                dataSource,
                "H2 2.4",
                "h2",
                null,
                NOW,
                dataSource + "/" + id,
                100,
                40,
                null,
                Hash.ZERO,
                List.of(
                        new TableContent("PUBLIC", "orders", 7, Hash.ZERO),
                        new TableContent("PUBLIC", "staff", 2, null)),
                null);
    }

    private BackupLease stored(String id, String dataSource) {
        BackupLease lease = catalogue.queue(queued(id, dataSource), dataSource, "t-" + id, 0);
        assertThat(catalogue.begin(lease, dataSource + "/" + id, NOW.plusSeconds(1)))
                .isTrue();
        assertThat(catalogue.succeed(lease, manifest(id, dataSource), NOW.plusSeconds(2)))
                .isTrue();
        return lease;
    }

    @Test
    void tellsABackupFromItsRequestToItsVerification() {
        BackupLease lease = catalogue.queue(queued("b1", "main"), "main", "token", 1_000);
        assertThat(catalogue.find("b1").orElseThrow().status()).isEqualTo(BackupStatus.QUEUED);

        assertThat(catalogue.begin(lease, "main/b1", NOW.plusSeconds(1))).isTrue();
        assertThat(catalogue.renew(lease, 250, 3, 12)).isEqualTo(HeartbeatResult.GO_ON);
        Backup running = catalogue.find("b1").orElseThrow();
        assertThat(running.status()).isEqualTo(BackupStatus.RUNNING);
        assertThat(running.stored()).isNull();
        assertThat(running.activity()).satisfies(activity -> {
            assertThat(activity.kind()).isEqualTo(Kind.DUMP);
            assertThat(activity.bytes()).isEqualTo(250);
            assertThat(activity.expectedBytes()).isEqualTo(1_000);
            assertThat(activity.tables()).isEqualTo(3);
            assertThat(activity.expectedTables()).isEqualTo(12);
            assertThat(activity.bytesPerSecond(NOW.plusSeconds(3))).isEqualTo(125);
            assertThat(activity.remaining(NOW.plusSeconds(3))).hasSeconds(6);
        });

        assertThat(catalogue.succeed(lease, manifest("b1", "main"), NOW.plusSeconds(2)))
                .isTrue();
        BackupLease verifying = catalogue.lease("b1", Kind.VERIFICATION, "verification of b1", "v", NOW, 100);
        assertThat(catalogue.verified(verifying, NOW.plusSeconds(9))).isTrue();

        assertThat(catalogue.find("b1"))
                .contains(new Backup(
                        "b1",
                        "main",
                        BackupStatus.VERIFIED,
                        BackupTrigger.SCHEDULED,
                        "nightly",
                        "li",
                        "node-1",
                        1,
                        NOW,
                        NOW.plusSeconds(1),
                        NOW.plusSeconds(2),
                        NOW.plusSeconds(9),
                        new Backup.Stored("main/b1", "H2 2.4", null, 100, 40, 2, 9),
                        null,
                        null));
        assertThat(catalogue.manifest("b1")).contains(manifest("b1", "main"));
        assertThat(catalogue.lastStored("main")).map(Backup::id).contains("b1");
        assertThat(catalogue.lastStored("other")).isEmpty();
    }

    @Test
    void keepsHowIsolatedTheScratchDatabaseOfAVerificationWas() {
        stored("b1", "main");
        assertThat(catalogue.find("b1").orElseThrow().scratch()).isNull();
        assertThat(catalogue.lastScratch("main")).isEmpty();
        BackupLease verifying = catalogue.lease("b1", Kind.VERIFICATION, "verification of b1", "v", NOW, 100);
        Backup.Scratch shared =
                new Backup.Scratch(ScratchIsolation.missing("no right to create users", "Grant it"), List.of());

        assertThat(catalogue.noteScratch(verifying, shared)).isTrue();
        assertThat(catalogue.release(verifying, "It differs", true)).isTrue();
        assertThat(catalogue.find("b1").orElseThrow().scratch()).isEqualTo(shared);
        assertThat(catalogue.lastScratch("main")).contains(shared);
        assertThat(catalogue.noteScratch(verifying, shared)).isFalse();

        BackupLease again = catalogue.lease("b1", Kind.VERIFICATION, "verification of b1", "w", NOW, 100);
        Backup.Scratch cage =
                new Backup.Scratch(ScratchIsolation.ISOLATED, List.of("SUBSCRIPTION one", "EVENT TRIGGER two"));
        assertThat(catalogue.noteScratch(again, cage)).isTrue();
        assertThat(catalogue.verified(again, NOW)).isTrue();
        assertThat(catalogue.find("b1").orElseThrow().scratch()).isEqualTo(cage);
    }

    @Test
    void keepsTheFindingsOfADumpAndTheWarningsOfARestore() {
        BackupFinding finding = new BackupFinding(
                BackupFinding.Severity.WARNING,
                "CONDITIONAL_CHECK",
                "table \"ü\"",
                "it depends on now()",
                "Use a trigger");
        BackupManifest plain = manifest("b1", "main");
        BackupManifest manifest = new BackupManifest(
                plain.id(),
                plain.application(),
                plain.dataSource(),
                plain.engine(),
                plain.runner(),
                plain.tool(),
                plain.createdAt(),
                plain.file(),
                plain.dumpBytes(),
                plain.storedBytes(),
                plain.keyId(),
                plain.sha256(),
                plain.tables(),
                List.of(finding),
                LeftOut.NOTHING,
                null);
        BackupLease dumping = catalogue.queue(queued("b1", "main"), "main", "token", 0);
        assertThat(catalogue.succeed(dumping, manifest, NOW)).isTrue();
        assertThat(catalogue.add(queued("b2", "main"), manifest)).isTrue();
        assertThat(catalogue.find("b1").orElseThrow().findings()).containsExactly(finding);
        assertThat(catalogue.find("b2").orElseThrow().findings()).containsExactly(finding);
        assertThat(catalogue.manifest("b1")).contains(manifest);
        assertThat(catalogue.find("b1").orElseThrow().restoration()).isNull();

        BackupLease restoring = catalogue.lease("b1", Kind.RESTORATION, "main", "r", NOW, 100);
        Backup.Restoration restoration =
                new Backup.Restoration(NOW, "main", List.of("GRANT x: no role", "COMMENT ON y: no owner"));
        assertThat(catalogue.restored(restoring, restoration)).isTrue();
        assertThat(catalogue.restored(restoring, restoration)).isFalse();
        assertThat(catalogue.find("b1").orElseThrow())
                .extracting(Backup::restoration, Backup::problem, Backup::activity)
                .containsExactly(restoration, null, null);
        assertThat(restoration.outcome()).isEqualTo(Backup.Restoration.Outcome.RESTORED_WITH_WARNINGS);
        assertThat(new Backup.Restoration(NOW, "main", List.of()).outcome())
                .isEqualTo(Backup.Restoration.Outcome.RESTORED);
    }

    @Test
    void letsOneOfAHundredBegin() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Callable<Boolean>> starts = IntStream.range(0, 100)
                .<Callable<Boolean>>mapToObj(k -> () -> {
                    try {
                        catalogue.queue(queued("b" + k, "main"), "main", "t" + k, 0);
                        return true;
                    } catch (BackupConflictException other) {
                        return false;
                    }
                })
                .toList();
        int begun = 0;
        for (Future<Boolean> start : threads.invokeAll(starts)) {
            begun += start.get() ? 1 : 0;
        }
        threads.shutdown();
        assertThat(begun).isEqualTo(1);
        assertThat(catalogue.find(new BackupQuery(null, null, null, null, 500))).hasSize(1);
        catalogue.queue(queued("another", "other"), "other", "t", 0);
    }

    @Test
    void claimsABackupOnceAndAKeyOnce() {
        stored("b1", "main");
        stored("b2", "main");
        BackupLease lease = catalogue.lease("b1", Kind.RESTORATION, "main", "r", NOW, 100);
        assertThatThrownBy(() -> catalogue.lease("b1", Kind.VERIFICATION, "verification of b1", "v", NOW, 100))
                .isInstanceOf(BackupConflictException.class)
                .hasMessageContaining("b1");
        assertThatThrownBy(() -> catalogue.lease("b2", Kind.RESTORATION, "main", "v", NOW, 100))
                .isInstanceOf(BackupConflictException.class)
                .hasMessageContaining("main");
        assertThatThrownBy(() -> catalogue.queue(queued("b3", "main"), "main", "t", 0))
                .isInstanceOf(BackupConflictException.class)
                .hasMessageContaining("main");
        assertThat(catalogue.files().beginRemoval("b1", "old")).isFalse();
        assertThat(catalogue.files().note("b1", FileState.MISSING)).isFalse();

        assertThat(catalogue.release(lease, "the target is full \0", true)).isTrue();
        assertThat(catalogue.find("b1").orElseThrow().problem()).isEqualTo("the target is full ␀");
        assertThat(catalogue.release(lease, null, false)).isFalse();
        catalogue.queue(queued("b3", "main"), "main", "t", 0);
    }

    @Test
    void tellsWhoeverRunsItToStop() {
        BackupLease lease = catalogue.queue(queued("b1", "main"), "main", "token", 0);
        assertThat(catalogue.requestCancel("b1")).isTrue();
        assertThat(catalogue.renew(lease, 1, 0, 0)).isEqualTo(HeartbeatResult.CANCEL);
        assertThat(catalogue.find("b1").orElseThrow().activity())
                .isEqualTo(new BackupActivity(Kind.DUMP, NOW, 1, 0, 0, 0, true));
        assertThat(catalogue.fail(lease, BackupStatus.CANCELLED, "Cancelled by li", NOW))
                .isTrue();
        assertThat(catalogue.requestCancel("b1")).isFalse();
        assertThat(catalogue.requestCancel("none")).isFalse();
    }

    @Test
    void marksBackupsDeadWhoseHeartbeatStopped() {
        BackupLease lease = catalogue.queue(queued("b1", "main"), "main", "token", 0);
        LeaseSnapshot seen = catalogue.leases().get(0);
        assertThat(seen).isEqualTo(new LeaseSnapshot(lease, Kind.DUMP, "main", null, 0));
        catalogue.begin(lease, "main/b1", NOW);
        assertThat(catalogue.markDead(seen, "dead", NOW)).isFalse();

        LeaseSnapshot again = catalogue.leases().get(0);
        assertThat(again.file()).isEqualTo("main/b1");
        assertThat(catalogue.markDead(again, "The node died", NOW)).isTrue();
        assertThat(catalogue.leases()).isEmpty();
        Backup failed = catalogue.find("b1").orElseThrow();
        assertThat(failed.status()).isEqualTo(BackupStatus.FAILED);
        assertThat(failed.problem()).isEqualTo("The node died");
        // The node was slow, not dead: its heartbeat reports the lost lease.
        assertThat(catalogue.renew(lease, 1, 0, 0)).isEqualTo(HeartbeatResult.LOST);
        // The stored backup is recorded.
        assertThat(catalogue.succeed(lease, manifest("b1", "main"), NOW)).isTrue();
        assertThat(catalogue.succeed(lease, manifest("b1", "main"), NOW)).isFalse();
        assertThat(catalogue.find("b1").orElseThrow())
                .extracting(Backup::status, Backup::problem)
                .containsExactly(BackupStatus.SUCCEEDED, null);

        stored("b2", "main");
        catalogue.lease("b2", Kind.RESTORATION, "main", "r", NOW, 1);
        assertThat(catalogue.markDead(catalogue.leases().get(0), "Half restored", NOW))
                .isTrue();
        assertThat(catalogue.find("b2").orElseThrow())
                .extracting(Backup::status, Backup::problem)
                .containsExactly(BackupStatus.SUCCEEDED, "Half restored");
    }

    @Test
    void listsPagesTheLatestFirst() {
        for (int k = 0; k < 5; k++) {
            Backup backup = queued("b" + k, k == 3 ? "other" : "main");
            catalogue.add(backup, manifest(backup.id(), backup.dataSource()));
        }
        assertThat(catalogue.add(queued("b1", "main"), manifest("b1", "main"))).isFalse();

        assertThat(catalogue.find(new BackupQuery("main", null, null, null, 2)))
                .extracting(Backup::id)
                .containsExactly("b4", "b2", "b1");
        assertThat(catalogue.find(new BackupQuery("main", null, null, "b2", 2)))
                .extracting(Backup::id)
                .containsExactly("b1", "b0");
        assertThat(catalogue.find(new BackupQuery(null, BackupStatus.QUEUED, BackupTrigger.SCHEDULED, null, 500)))
                .hasSize(5);
        assertThat(catalogue.find(new BackupQuery(null, BackupStatus.FAILED, null, null, 500)))
                .isEmpty();
        assertThat(catalogue.find(new BackupQuery(null, null, BackupTrigger.MANUAL, null, 500)))
                .isEmpty();
    }

    @Test
    void keepsTheStatusOfWhatIsMissing() {
        stored("b1", "main");
        assertThat(catalogue.files().note("b1", FileState.PRESENT)).isFalse();
        assertThat(catalogue.files().note("b1", FileState.MISSING)).isTrue();

        Backup missing = catalogue.find("b1").orElseThrow();
        assertThat(missing.status()).isEqualTo(BackupStatus.SUCCEEDED);
        assertThat(missing.stored()).extracting(Backup.Stored::state).isEqualTo(FileState.MISSING);
        assertThat(catalogue.lastStored("main")).isEmpty();
        assertThat(catalogue.forget(NOW.plusSeconds(1))).isZero();
        assertThat(catalogue.files().isOfBackup("main/b1")).isTrue();
        assertThat(catalogue.files().note("b1", FileState.PRESENT)).isTrue();
        assertThat(catalogue.lastStored("main")).map(Backup::id).contains("b1");
    }

    @Test
    void doesNotTakeAnImportedBackupOrOneOfTheFutureForTheLastOne() {
        stored("b1", "main");
        Backup imported = new Backup(
                "i1",
                "main",
                BackupStatus.SUCCEEDED,
                BackupTrigger.IMPORTED,
                null,
                null,
                "n",
                1,
                NOW.plusSeconds(60),
                null,
                null,
                null,
                Backup.Stored.of(manifest("i1", "main")),
                null,
                null);
        assertThat(catalogue.add(imported, manifest("i1", "main"))).isTrue();

        assertThat(catalogue.lastStored("main")).map(Backup::id).contains("b1");
        assertThat(catalogue.lastStored("main", NOW)).map(Backup::id).contains("b1");
        assertThat(catalogue.lastStored("main", NOW.minusSeconds(1))).isEmpty();
    }

    @Test
    void knowsEachStorageByItsName() {
        new JdbcTemplate(dataSource).execute("DELETE FROM opsmon_backup_storage");
        CataloguedFiles files = catalogue.files();
        assertThat(files.storage("main")).isEmpty();
        files.propose("main", "s1");
        files.propose("main", "s2");
        assertThat(files.storage("main")).contains(new KnownStorage("s1", false));
        files.confirm("main", "s1");
        files.confirm("main", "s3");
        files.confirm("offsite", "s4");
        assertThat(files.storage("main")).contains(new KnownStorage("s3", true));
        assertThat(files.storage("offsite")).contains(new KnownStorage("s4", true));
    }

    @Test
    void knowsTheCopiesOfStoredBackups() {
        CataloguedCopies copies = catalogue.copies();
        stored("copied", "copies");
        BackupCopy failed = new BackupCopy("offsite", State.FAILED, NOW, "disk full");
        BackupCopy made = new BackupCopy("offsite", State.STORED, NOW.plusSeconds(1), null);

        assertThat(copies.note("copied", failed)).isTrue();
        assertThat(copies.of(List.of("copied"))).containsEntry("copied", List.of(failed));
        assertThat(copies.problems().get("offsite")).contains("1", "disk full");
        assertThat(catalogue.files().expectedFiles("offsite")).isEmpty();
        assertThat(copies.note("copied", made)).isTrue();
        assertThat(copies.ofDataSource("copies")).containsEntry("copied", List.of(made));
        assertThat(copies.problems()).isEmpty();
        assertThat(catalogue.files().expectedFiles("offsite")).hasSize(1);

        assertThat(catalogue.files().beginRemoval("copied", "not kept")).isTrue();
        assertThat(copies.note("copied", failed)).isFalse();
        copies.forget("copied");
        assertThat(copies.of(List.of("copied"))).isEmpty();
        assertThat(copies.note("unknown", made)).isFalse();
    }

    @Test
    void forgetsOnlyWhatIsNotStored() {
        stored("kept", "main");
        stored("removed", "main");
        assertThat(catalogue.stored("main")).extracting(Backup::id).containsExactly("removed", "kept");
        assertThat(catalogue.files().beginRemoval("removed", "not kept")).isTrue();
        assertThat(catalogue.files().beginRemoval("removed", "again")).isFalse();
        assertThat(catalogue.files().removals()).containsExactly(new Removal("removed", "not kept"));
        assertThatThrownBy(
                        () -> catalogue.lease("removed", Kind.VERIFICATION, "verification of removed", "v", NOW, 100))
                .isInstanceOf(BackupConflictException.class);
        assertThat(catalogue.forget(NOW.plusSeconds(1))).isZero();
        assertThat(catalogue.files().endRemoval("removed")).isTrue();
        assertThat(catalogue.files().removals()).isEmpty();

        assertThat(catalogue.forget(NOW)).isZero();
        assertThat(catalogue.forget(NOW.plusSeconds(1))).isEqualTo(1);
        assertThat(catalogue.find(new BackupQuery(null, null, null, null, 500)))
                .extracting(Backup::id)
                .containsExactly("kept");
    }
}
