package io.opsmon.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.backup.file.BackupKeys;
import io.opsmon.backup.file.BackupManifest;
import io.opsmon.backup.internal.catalogue.BackupCatalogue;
import io.opsmon.backup.internal.catalogue.BackupCatalogue.BackupLease;
import io.opsmon.backup.internal.engine.BackupSettings;
import io.opsmon.backup.internal.engine.DefaultBackups;
import io.opsmon.backup.internal.engine.StoredBackups;
import io.opsmon.backup.internal.file.BackupEncoding;
import io.opsmon.backup.internal.storage.LocalBackupStorage;
import io.opsmon.chain.SealKey;
import io.opsmon.chain.Sealer;
import io.opsmon.internal.schema.MigratedDataSource;
import io.opsmon.internal.schema.SchemaMigrator;
import io.opsmon.internal.schema.SchemaMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.unit.DataSize;

/** Backups of a database that also contains the catalog, as in a host with one database. */
abstract class BackupsContract {

    private static final Sealer SEALER =
            new Sealer(List.of(SealKey.hmac("k1", Base64.getEncoder().encodeToString(new byte[32]))));

    private final List<BackupEvent.Kind> events = new CopyOnWriteArrayList<>();
    private final HikariDataSource pool = pool();
    private final JdbcTemplate jdbc = new JdbcTemplate(pool);
    private final BackupCatalogue catalogue = new BackupCatalogue(pool);
    private final BackupEncoding encoding = new BackupEncoding(3, BackupKeys.parse(BackupKeys.generate()));

    @TempDir
    private Path directory;

    private final SteeredRunner steered = new SteeredRunner(runner());
    private SteeredStorage storage =
            new SteeredStorage(new LocalBackupStorage(Path.of("target"), DataSize.ofBytes(0), Clock.systemUTC()));
    private BackupPart part = BackupPart.EVERYTHING;
    private DefaultBackups backups = backups(Duration.ofMinutes(1));

    abstract BackupRunner runner();

    abstract HikariDataSource pool();

    @BeforeEach
    void fill() {
        new MigratedDataSource(pool, new SchemaMigrator(pool, List.of("backup")), SchemaMode.MIGRATE).migrate();
        jdbc.execute("CREATE TABLE orders (id int PRIMARY KEY, note varchar(100))");
        jdbc.batchUpdate(
                "INSERT INTO orders VALUES (?, ?)",
                Stream.iterate(1, k -> k + 1)
                        .limit(3_000)
                        .map(k -> new Object[] {k, "note " + Integer.toHexString(k * 0x9E3779B9)})
                        .toList());
        storage = new SteeredStorage(new LocalBackupStorage(directory, DataSize.ofBytes(0), Clock.systemUTC()));
        backups = backups(Duration.ofMinutes(1));
        backups.start();
    }

    @AfterEach
    void close() {
        backups.close();
        pool.close();
    }

    private DefaultBackups backups(Duration timeout) {
        return new DefaultBackups(
                List.of(new BackupSource(
                        database(pool),
                        steered,
                        null,
                        timeout,
                        new RetentionPolicy(1, 0, 0, 0, 0, null, ZoneOffset.UTC),
                        null,
                        part)),
                new StoredBackups("shop", storage, encoding, SEALER),
                catalogue,
                new BackupSettings("node-1", 2, Duration.ofSeconds(3), Duration.ofSeconds(20)),
                event -> events.add(event.kind()),
                Clock.systemUTC());
    }

    private static BackupDatabase database(HikariDataSource pool) {
        return new BackupDatabase("main", pool, pool.getJdbcUrl(), pool.getUsername(), pool.getPassword());
    }

    private static BackupRequest request() {
        return BackupRequest.manual("main", "li");
    }

    private Backup awaitEnd(Backup backup) {
        await().until(() -> catalogue.find(backup.id()).orElseThrow().activity() == null);
        return catalogue.find(backup.id()).orElseThrow();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith(BackupStorage.MARKER))
                    .toList();
        }
    }

    private long orders() {
        Long count = jdbc.queryForObject("SELECT count(*) FROM orders", Long.class);
        return count == null ? -1 : count;
    }

    /** Makes a backup with a finding, and restores the backup with a warning. */
    final void restoreWithWarnings(List<String> statements, String code, String warning) {
        statements.forEach(jdbc::execute);
        Backup made = backups.run(request());
        assertThat(made.findings()).extracting(finding -> finding.code()).containsExactly(code);

        Backup restored = backups.restore(new RestoreRequest(made.id(), database(pool), RestoreScope.REPLACE, "li"));

        assertThat(restored.problem()).isNull();
        Backup.Restoration restoration = Objects.requireNonNull(restored.restoration());
        assertThat(restoration.outcome()).isEqualTo(Backup.Restoration.Outcome.RESTORED_WITH_WARNINGS);
        assertThat(restoration.target()).isEqualTo("main");
        assertThat(restoration.warnings()).containsExactly(warning);
        assertThat(events).contains(BackupEvent.Kind.RESTORED_WITH_WARNINGS).doesNotContain(BackupEvent.Kind.RESTORED);
        assertThat(catalogue.manifest(made.id()).orElseThrow().findings()).isEqualTo(made.findings());
    }

    /** Tries to restore a backup for a user who lacks a right, and expects an unchanged database. */
    final void restoreFailsInTheRehearsal(List<String> statements, UnaryOperator<BackupDatabase> target) {
        statements.forEach(jdbc::execute);
        Backup made = backups.run(request());
        jdbc.update("DELETE FROM orders WHERE id < 100");

        Backup failed = backups.restore(
                new RestoreRequest(made.id(), target.apply(database(pool)), RestoreScope.REPLACE, "li"));

        assertThat(failed.problem()).contains("The database is unchanged", "the rehearsal of the restore failed");
        assertThat(orders()).isEqualTo(2_901);
        assertThat(events).containsExactly(BackupEvent.Kind.SUCCEEDED, BackupEvent.Kind.RESTORATION_FAILED);
    }

    /** Programs and drivers quote their arguments. */
    @Test
    void notesNoSecretsOfAFailure() throws Exception {
        storage.writing = () -> {
            throw new IOException(
                    "pg_dump: error: connection to \"postgresql://app:hunter2@db:5432/shop\" failed: password=hunter2");
        };

        Backup failed = awaitEnd(backups.start(request()));

        assertThat(failed.status()).isEqualTo(BackupStatus.FAILED);
        assertThat(failed.problem()).contains("pg_dump: error", "db:5432").doesNotContain("hunter2");
    }

    @Test
    void makesProvesAndRestores() throws Exception {
        Backup made = awaitEnd(backups.start(request()));

        assertThat(made.status()).isEqualTo(BackupStatus.SUCCEEDED);
        assertThat(made.actor()).isEqualTo("li");
        assertThat(made.stored()).satisfies(stored -> {
            assertThat(stored.rows()).isGreaterThanOrEqualTo(3_000);
            assertThat(stored.dumpBytes()).isGreaterThan(stored.storedBytes());
        });
        assertThat(backups.verify(made.id()).status()).isEqualTo(BackupStatus.VERIFIED);

        jdbc.update("DELETE FROM orders WHERE id < 100");
        Backup restored = backups.restore(
                new RestoreRequest(made.id(), backups.source("main").database(), RestoreScope.REPLACE, "li"));

        assertThat(restored.problem()).isNull();
        assertThat(orders()).isEqualTo(3_000);
        // The catalog was in the same database, and has the entries after the dump.
        List<Backup> all = catalogue.find(new BackupQuery(null, null, null, null, 10));
        assertThat(all)
                .extracting(Backup::trigger, Backup::status)
                .containsExactly(
                        tuple(BackupTrigger.SAFETY, BackupStatus.SUCCEEDED),
                        tuple(BackupTrigger.MANUAL, BackupStatus.VERIFIED));
        assertThat(events)
                .containsExactly(
                        BackupEvent.Kind.SUCCEEDED,
                        BackupEvent.Kind.VERIFIED,
                        BackupEvent.Kind.SUCCEEDED,
                        BackupEvent.Kind.RESTORING,
                        BackupEvent.Kind.RESTORED);

        // Restores the safety copy.
        backups.restore(
                new RestoreRequest(all.get(0).id(), backups.source("main").database(), RestoreScope.REPLACE, "li"));
        assertThat(orders()).isEqualTo(2_901);
    }

    @Test
    void verifiesAPartAndRestoresItIntoAnEmptyDatabaseOnly() throws Exception {
        Backup whole = backups.run(request());
        jdbc.execute("CREATE TABLE page_cache (id int PRIMARY KEY, page varchar(100))");
        jdbc.update("INSERT INTO page_cache VALUES (1, 'a page')");
        backups.close();
        part = new BackupPart(List.of("orders", "page_cache"), List.of(), List.of("*_cache"), false);
        backups = backups(Duration.ofMinutes(1));
        backups.start();

        Backup made = backups.run(request());

        assertThat(backups.verify(made.id()).status()).isEqualTo(BackupStatus.VERIFIED);
        BackupManifest manifest = catalogue.manifest(made.id()).orElseThrow();
        assertThat(BackupManifest.parse(manifest.toJson())).isEqualTo(manifest);
        assertThat(manifest.leftOut().rows()).singleElement().asString().endsWithIgnoringCase("page_cache");
        assertThat(manifest.leftOut().tables())
                .isNotEmpty()
                .allMatch(table -> table.toLowerCase(Locale.ROOT).contains("opsmon_"));
        assertThat(made.findings()).extracting(finding -> finding.code()).containsExactly("PART", "PART");
        assertThatThrownBy(() ->
                        backups.restore(new RestoreRequest(made.id(), database(pool), RestoreScope.REPLACE, "li")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("contains a part of its database")
                .hasMessageContaining("empty database");
        assertThat(jdbc.queryForObject("SELECT count(*) FROM page_cache", Long.class))
                .isEqualTo(1);

        // The safety copy of a restore is complete.
        Backup restored = backups.restore(new RestoreRequest(whole.id(), database(pool), RestoreScope.REPLACE, "li"));
        assertThat(restored.problem()).isNull();
        Backup safety =
                catalogue.find(new BackupQuery(null, null, null, null, 1)).get(0);
        assertThat(safety.trigger()).isEqualTo(BackupTrigger.SAFETY);
        assertThat(catalogue.manifest(safety.id()).orElseThrow().leftOut().isNothing())
                .isTrue();
    }

    @Test
    void restoresOneTableAndRefusesItMeanwhile() throws Exception {
        Backup made = backups.run(request());
        String table = catalogue.manifest(made.id()).orElseThrow().tables().stream()
                .filter(each -> each.name().equalsIgnoreCase("orders"))
                .map(each -> each.schema().isEmpty() ? each.name() : each.schema() + "." + each.name())
                .findFirst()
                .orElseThrow();
        jdbc.update("DELETE FROM orders WHERE id < 100");
        TableRestoreRequest inPlace = new TableRestoreRequest(made.id(), database(pool), table, null, "li", false);
        CountDownLatch isReading = new CountDownLatch(1);
        CountDownLatch isChecked = new CountDownLatch(1);
        steered.restoring = () -> {
            isReading.countDown();
            try {
                isChecked.await();
            } catch (InterruptedException stopped) {
                throw new IOException(stopped);
            }
        };

        backups.startTableRestoration(inPlace);
        isReading.await();
        assertThatThrownBy(() -> backups.startTableRestoration(inPlace)).isInstanceOf(BackupConflictException.class);
        assertThatThrownBy(() -> backups.start(request())).isInstanceOf(BackupConflictException.class);
        isChecked.countDown();
        Backup restored = awaitEnd(made);

        assertThat(restored.problem()).isNull();
        assertThat(Objects.requireNonNull(restored.restoration()).target()).isEqualTo("main, table " + table);
        assertThat(orders()).isEqualTo(3_000);
        assertThat(events)
                .containsExactly(BackupEvent.Kind.SUCCEEDED, BackupEvent.Kind.RESTORING, BackupEvent.Kind.RESTORED);
        assertThatThrownBy(() -> backups.startTableRestoration(
                        new TableRestoreRequest(made.id(), database(pool), "none", "x", "li", false)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("does not contain a table \"none\"");
    }

    @Test
    void failsWithoutATableInThePart() {
        backups.close();
        part = new BackupPart(List.of("odrers"), List.of(), List.of(), false);
        backups = backups(Duration.ofMinutes(1));
        backups.start();

        Backup failed = backups.run(request());

        assertThat(failed.status()).isEqualTo(BackupStatus.FAILED);
        assertThat(failed.problem()).contains("include odrers: the pattern matches no table", "part.include");
    }

    @Test
    void warnsOfNothingInAGoodRun() throws Exception {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
        log.start();
        root.addAppender(log);
        Level level = root.getLevel();
        root.setLevel(Level.WARN);
        try {
            Backup made = backups.run(request());
            backups.verify(made.id());
            assertThat(backups.restore(new RestoreRequest(made.id(), database(pool), RestoreScope.REPLACE, "li"))
                            .problem())
                    .isNull();
            backups.close();
        } finally {
            root.setLevel(level);
            root.detachAppender(log);
        }
        assertThat(List.copyOf(log.list))
                .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .extracting(ILoggingEvent::getFormattedMessage)
                .isEmpty();
    }

    @Test
    void restoresIntoAnotherDatabase() throws Exception {
        Backup made = backups.run(request());
        try (HikariDataSource other = pool()) {
            Backup restored = backups.restore(new RestoreRequest(
                    made.id(),
                    new BackupDatabase("other", other, other.getJdbcUrl(), other.getUsername(), other.getPassword()),
                    RestoreScope.INTO_EMPTY,
                    "li"));
            assertThat(restored.problem()).isNull();
            assertThat(new JdbcTemplate(other).queryForObject("SELECT count(*) FROM orders", Long.class))
                    .isEqualTo(3_000);
        }
    }

    @Test
    void stopsWhatIsCancelledTakesTooLongOrIsInTheWayOfAShutdown() throws Exception {
        storage.writing = SteeredStorage::waitForever;
        Backup cancelled = backups.start(request());
        await().until(() -> catalogue.find(cancelled.id()).orElseThrow().status() == BackupStatus.RUNNING);
        assertThatThrownBy(() -> backups.start(request()))
                .isInstanceOf(BackupConflictException.class)
                .hasMessageContaining("main");
        assertThat(backups.cancel(cancelled.id())).isTrue();
        assertThat(awaitEnd(cancelled))
                .extracting(Backup::status, Backup::problem)
                .containsExactly(BackupStatus.CANCELLED, "The activity was cancelled");

        try (DefaultBackups hasty = backups(Duration.ofMillis(1_500))) {
            hasty.start();
            assertThat(hasty.run(request()))
                    .extracting(Backup::status, Backup::problem)
                    .containsExactly(BackupStatus.FAILED, "The activity took longer than PT1.5S");
        }

        Backup stopped = backups.start(request());
        await().until(() -> catalogue.find(stopped.id()).orElseThrow().status() == BackupStatus.RUNNING);
        backups.close();
        assertThat(catalogue.find(stopped.id()).orElseThrow())
                .extracting(Backup::status, Backup::problem, Backup::activity)
                .containsExactly(BackupStatus.FAILED, "The application was stopped", null);
        assertThat(files()).isEmpty();
        assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
    }

    @Test
    void tellsWhyThereIsNoBackup() throws Exception {
        storage.writing = () -> {
            throw new IOException("No space left");
        };
        assertThat(backups.run(request()))
                .extracting(Backup::status, Backup::problem, Backup::stored)
                .containsExactly(BackupStatus.FAILED, "No space left", null);
        assertThat(events).containsExactly(BackupEvent.Kind.FAILED);
        assertThat(files()).isEmpty();
        assertThatThrownBy(() -> backups.start(BackupRequest.manual("none", null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Use one of: main");
        assertThatThrownBy(() -> backups.startVerification("none")).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void doesNotCallABackupVerifiedWhoseFileIsDamaged() throws Exception {
        Backup made = backups.run(request());
        assertThat(backups.verify(made.id()).status()).isEqualTo(BackupStatus.VERIFIED);
        Path file =
                directory.resolve(catalogue.manifest(made.id()).orElseThrow().file());
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes, StandardOpenOption.TRUNCATE_EXISTING);

        Backup doubted = backups.verify(made.id());

        assertThat(doubted.status()).isEqualTo(BackupStatus.SUCCEEDED);
        assertThat(doubted.verifiedAt()).isNull();
        assertThat(doubted.problem()).contains("is damaged");
        // The table is not changed for it either.
        jdbc.update("DELETE FROM orders WHERE id < 100");
        Backup notRestored = backups.restore(
                new RestoreRequest(made.id(), backups.source("main").database(), RestoreScope.REPLACE, "li"));
        assertThat(notRestored.problem()).contains("is damaged");
        assertThat(orders()).isEqualTo(2_901);
        assertThat(events.subList(events.size() - 2, events.size()))
                .containsExactly(BackupEvent.Kind.VERIFICATION_FAILED, BackupEvent.Kind.RESTORATION_FAILED);
    }

    @Test
    void staysVerifiedWhenTheStorageFailsInTheMiddleOfAVerification() throws Exception {
        Backup made = backups.run(request());
        Backup verified = backups.verify(made.id());
        assertThat(verified.status()).isEqualTo(BackupStatus.VERIFIED);
        AtomicInteger reads = new AtomicInteger();
        storage.reading = () -> {
            // The first reads are of the storage's marker.
            if (reads.incrementAndGet() > 2) {
                throw new IOException("Connection reset");
            }
        };

        Backup kept = backups.verify(made.id());

        assertThat(kept.status()).isEqualTo(BackupStatus.VERIFIED);
        assertThat(kept.verifiedAt()).isEqualTo(verified.verifiedAt());
        assertThat(kept.problem()).contains("cannot be verified now", "Connection reset");
        assertThat(events).endsWith(BackupEvent.Kind.VERIFICATION_INCONCLUSIVE);
        storage.reading = () -> {};
        assertThat(backups.verify(made.id()).problem()).isNull();
    }

    @Test
    void aVerificationWithoutAScratchDatabaseIsInconclusive() throws Exception {
        Backup made = backups.run(request());
        Backup verified = backups.verify(made.id());
        steered.makingScratch = () -> {
            throw new IOException("Connection refused");
        };

        Backup kept = backups.verify(made.id());

        assertThat(kept.status()).isEqualTo(BackupStatus.VERIFIED);
        assertThat(kept.verifiedAt()).isEqualTo(verified.verifiedAt());
        assertThat(kept.problem()).contains("cannot be verified now", "Connection refused");
        assertThat(events)
                .endsWith(BackupEvent.Kind.VERIFICATION_INCONCLUSIVE)
                .doesNotContain(BackupEvent.Kind.VERIFICATION_FAILED);
    }

    @Test
    void aVerificationThatRunsOutOfMemoryIsInconclusive() throws Exception {
        Backup made = backups.run(request());
        backups.verify(made.id());
        steered.makingScratch = () -> {
            throw new OutOfMemoryError("Java heap space");
        };

        assertThat(backups.verify(made.id()).status()).isEqualTo(BackupStatus.VERIFIED);

        assertThat(events)
                .endsWith(BackupEvent.Kind.VERIFICATION_INCONCLUSIVE)
                .doesNotContain(BackupEvent.Kind.VERIFICATION_FAILED);
    }

    @Test
    void aCancelledVerificationIsInconclusive() throws Exception {
        Backup made = backups.run(request());
        backups.verify(made.id());
        CountDownLatch reached = new CountDownLatch(1);
        steered.restoring = () -> {
            reached.countDown();
            SteeredStorage.waitForever();
        };
        backups.startVerification(made.id());
        assertThat(reached.await(120, TimeUnit.SECONDS)).isTrue();

        assertThat(backups.cancel(made.id())).isTrue();

        Backup cancelled = awaitEnd(made);
        assertThat(cancelled.status()).isEqualTo(BackupStatus.VERIFIED);
        assertThat(cancelled.problem()).isEqualTo("Verification: The activity was cancelled");
        await().untilAsserted(() -> assertThat(events)
                .endsWith(BackupEvent.Kind.VERIFICATION_INCONCLUSIVE)
                .doesNotContain(BackupEvent.Kind.VERIFICATION_FAILED));
    }

    @Test
    void aVerificationWhoseNodeDiedIsInconclusive() throws Exception {
        Backup made = backups.run(request());
        backups.verify(made.id());
        catalogue.lease(made.id(), BackupActivity.Kind.VERIFICATION, "verification", "dead", Instant.now(), 0);

        await().untilAsserted(() -> assertThat(events)
                .endsWith(BackupEvent.Kind.VERIFICATION_INCONCLUSIVE)
                .doesNotContain(BackupEvent.Kind.VERIFICATION_FAILED));

        assertThat(catalogue.find(made.id()).orElseThrow().status()).isEqualTo(BackupStatus.VERIFIED);
    }

    /** Verifies while the server of the scratch database fails, and expects that the backup stays verified. */
    final void verifyWhile(SteeredStorage.Gate failing) throws Exception {
        Backup made = backups.run(request());
        backups.verify(made.id());
        steered.restoring = failing;

        Backup kept = backups.verify(made.id());

        assertThat(kept.problem()).contains("cannot be verified now");
        assertThat(kept.status()).isEqualTo(BackupStatus.VERIFIED);
        assertThat(events)
                .endsWith(BackupEvent.Kind.VERIFICATION_INCONCLUSIVE)
                .doesNotContain(BackupEvent.Kind.VERIFICATION_FAILED);
    }

    @Test
    void putsBackWhatWasThereWhenARestoreIsCancelledHalfway() throws Exception {
        Backup made = backups.run(request());
        jdbc.update("DELETE FROM orders WHERE id < 100");
        CountDownLatch reached = new CountDownLatch(1);
        AtomicBoolean begun = new AtomicBoolean();
        AtomicBoolean waited = new AtomicBoolean();
        steered.restoring = () -> {
            if (begun.getAndSet(true) && !waited.getAndSet(true)) {
                reached.countDown();
                SteeredStorage.waitForever();
            }
        };
        backups.startRestoration(
                new RestoreRequest(made.id(), backups.source("main").database(), RestoreScope.REPLACE, "li"));
        assertThat(reached.await(120, TimeUnit.SECONDS)).isTrue();
        assertThatThrownBy(() -> backups.start(request())).isInstanceOf(BackupConflictException.class);

        assertThat(backups.cancel(made.id())).isTrue();

        Backup cancelled = awaitEnd(made);
        assertThat(cancelled.problem())
                .containsAnyOf("The database is unchanged", "The previous content of the database was restored");
        assertThat(orders()).isEqualTo(2_901);
        assertThat(events).contains(BackupEvent.Kind.RESTORATION_FAILED);
        assertThat(backups.run(request()).status()).isEqualTo(BackupStatus.SUCCEEDED);
    }

    @Test
    void marksADeadNodesBackupsButTakesWhatItHasStored() throws Exception {
        BackupManifest manifest = new StoredBackups("shop", storage, encoding, SEALER)
                .create("b-stored", database(pool), runner(), Instant.now(), 0, dump -> {}, TableProgress.NONE);
        BackupLease stored = catalogue.queue(dead("b-stored"), "one", "dead", 0);
        catalogue.begin(stored, manifest.file(), Instant.now());
        BackupLease half = catalogue.queue(dead("b-half"), "two", "dead", 0);
        catalogue.begin(half, "main/half", Instant.now());
        catalogue.queue(dead("b-queued"), "three", "dead", 0);

        await().until(() -> catalogue.leases().isEmpty());

        assertThat(catalogue.find("b-stored").orElseThrow().status()).isEqualTo(BackupStatus.SUCCEEDED);
        assertThat(backups.verify("b-stored").status()).isEqualTo(BackupStatus.VERIFIED);
        for (String lost : List.of("b-half", "b-queued")) {
            assertThat(catalogue.find(lost).orElseThrow())
                    .extracting(Backup::status, Backup::problem)
                    .containsExactly(BackupStatus.FAILED, "The node that made the backup stopped sending heartbeats");
        }
    }

    private static Backup dead(String id) {
        Instant now = Instant.now();
        return new Backup(
                id,
                "main",
                BackupStatus.QUEUED,
                BackupTrigger.MANUAL,
                null,
                null,
                "node-2",
                1,
                now,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    @Test
    void removesWhatIsNotKept() throws Exception {
        Backup first = backups.run(request());
        backups.verify(first.id());
        Backup second = backups.run(request());
        Backup third = backups.run(request());

        assertThat(backups.applyRetention("main")).containsExactly(second.id());
        assertThat(catalogue.stored("main")).extracting(Backup::id).containsExactly(third.id(), first.id());
        assertThat(files()).hasSize(4);
        assertThat(backups.applyRetention("main")).isEmpty();
    }

    @Test
    void makesALostCatalogueAgain() throws Exception {
        Backup kept = backups.run(request());
        Backup gone = backups.run(request());
        Backup removed = backups.run(request());
        backups.delete(removed.id());
        assertThat(catalogue.find(removed.id()).orElseThrow().status()).isEqualTo(BackupStatus.EXPIRED);
        assertThatThrownBy(() -> backups.delete(removed.id()))
                .isInstanceOf(NoSuchElementException.class)
                .hasMessageContaining("EXPIRED");
        Files.delete(
                directory.resolve(catalogue.manifest(gone.id()).orElseThrow().file()));
        Files.writeString(directory.resolve("stray"), "what is this?");
        jdbc.update("DELETE FROM opsmon_backup WHERE id = ?", kept.id());

        Backups.Resync found = backups.resync();

        assertThat(found.added()).containsExactly(kept.id());
        assertThat(found.missing()).containsExactly(gone.id());
        assertThat(found.orphans()).hasSize(2).contains("stray");
        Backup again = catalogue.find(kept.id()).orElseThrow();
        assertThat(again.trigger()).isEqualTo(BackupTrigger.IMPORTED);
        assertThat(again.stored()).isEqualTo(kept.stored());
        assertThat(backups.verify(kept.id()).status()).isEqualTo(BackupStatus.VERIFIED);
        assertThat(backups.resync().added()).isEmpty();
    }
}
