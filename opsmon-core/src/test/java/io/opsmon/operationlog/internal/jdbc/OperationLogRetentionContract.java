package io.opsmon.operationlog.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.chain.Finding;
import io.opsmon.chain.Hash;
import io.opsmon.chain.SealKey;
import io.opsmon.chain.Sealer;
import io.opsmon.chain.VerificationReport;
import io.opsmon.chain.internal.VerificationCertificate;
import io.opsmon.chain.internal.jdbc.JdbcChains;
import io.opsmon.internal.jdbc.Dialects;
import io.opsmon.internal.schema.MigratedDataSource;
import io.opsmon.internal.schema.SchemaMigrator;
import io.opsmon.internal.schema.SchemaMode;
import io.opsmon.log.PersonalData;
import io.opsmon.log.RemovalInProgressException;
import io.opsmon.log.internal.Pseudonyms;
import io.opsmon.log.internal.RetentionBounds;
import io.opsmon.log.internal.archive.ArchiveManifest;
import io.opsmon.log.internal.archive.LogArchive;
import io.opsmon.log.internal.export.ExportFormat;
import io.opsmon.log.internal.export.ExportWriter;
import io.opsmon.log.internal.jdbc.ArchiveImport;
import io.opsmon.log.internal.jdbc.JdbcLegalHolds;
import io.opsmon.log.internal.jdbc.JdbcLogChain;
import io.opsmon.log.internal.jdbc.JdbcLogRetention;
import io.opsmon.log.internal.jdbc.JdbcPersonalData;
import io.opsmon.operationlog.OperationLogDefinition;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogFilter;
import io.opsmon.operationlog.Operator;
import io.opsmon.operationlog.TestEntries;
import io.opsmon.operationlog.VerifyLogs;
import io.opsmon.testsupport.TestDatabases;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/** Retention, archives and the erasure of personal data. The chain remains verifiable. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OperationLogRetentionContract {

    private static final String SECRET = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant NOW = START.plus(Duration.ofDays(100));

    private final DataSource pool = pool();
    private final MigratedDataSource dataSource = new MigratedDataSource(
            pool, new SchemaMigrator(pool, List.of("chain", "operation-log")), SchemaMode.MIGRATE);
    private final JdbcTemplate sql = new JdbcTemplate(dataSource);
    private final Sealer sealer = new Sealer(List.of(SealKey.hmac("k1", SECRET)));
    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private JdbcLogChain<OperationLogEntry> chain = newChain();
    private JdbcOperationLogRepository repository =
            new JdbcOperationLogRepository(dataSource, Duration.ofSeconds(10), chain);
    private int run;

    @TempDir
    Path directory = Path.of("");

    abstract DataSource pool();

    /** Another pool on the same database, named as the first one. */
    DataSource named(HikariDataSource other) {
        return other;
    }

    private JdbcLogChain<OperationLogEntry> newChain() {
        return new JdbcLogChain<>(OperationLogDefinition.OPERATION_LOG, dataSource, "node-1", sealer, List.of(), clock);
    }

    /** Simulates a restart of the process. */
    private void restartedChain() {
        chain = newChain();
        repository = new JdbcOperationLogRepository(dataSource, Duration.ofSeconds(10), chain);
    }

    @BeforeEach
    void empty() {
        List.of("opsmon_operation_log", "opsmon_chain", "opsmon_seal", "opsmon_finding")
                .forEach(t -> sql.execute("DELETE FROM " + t));
        run++;
        restartedChain();
    }

    /** Stores one entry a day for 100 days, sealed after every tenth entry. */
    private List<OperationLogEntry> hundredDays() {
        List<OperationLogEntry> entries = IntStream.range(0, 100)
                .mapToObj(day -> TestEntries.at(START.plus(Duration.ofDays(day))))
                .toList();
        for (int i = 0; i < 100; i += 10) {
            repository.saveAll(entries.subList(i, i + 10));
            chain.keep();
        }
        return entries;
    }

    private Path archives() {
        return directory.resolve("archive-" + run);
    }

    private JdbcLogRetention<OperationLogEntry> retention(boolean archived) {
        return new JdbcLogRetention<>(
                OperationLogDefinition.OPERATION_LOG,
                dataSource,
                sealer,
                archived ? new LogArchive<>(OperationLogDefinition.OPERATION_LOG, archives(), sealer, clock) : null,
                7,
                clock);
    }

    private static RetentionBounds bounds(@Nullable Duration age, @Nullable Long count) {
        return new RetentionBounds(age, count, 7);
    }

    private List<UUID> stored() {
        List<UUID> ids = new ArrayList<>();
        repository.stream(OperationLogFilter.ALL, entry -> ids.add(entry.id()));
        return ids;
    }

    private VerificationReport verify() {
        return chain.verify(count -> {});
    }

    @Test
    void removesWhatIsTooOldAndStaysVerifiable() throws IOException {
        List<OperationLogEntry> entries = hundredDays();

        long removed = retention(false).enforce(bounds(Duration.ofDays(30), null));

        assertThat(removed).isEqualTo(70);
        assertThat(stored())
                .containsExactlyInAnyOrderElementsOf(entries.subList(70, 100).stream()
                        .map(OperationLogEntry::id)
                        .toList());
        assertThat(verify().findings()).isEmpty();
        assertThat(verify().chains().get(0).firstSequence()).isEqualTo(71);
        assertThat(retention(false).enforce(bounds(Duration.ofDays(30), null))).isZero();
    }

    @Test
    void removesWhatIsTooMuch() throws IOException {
        hundredDays();

        assertThat(retention(false).enforce(bounds(null, 25L))).isEqualTo(75);
        assertThat(stored()).hasSize(25);
        assertThat(retention(false).enforce(bounds(null, 25L))).isZero();
        assertThat(verify().isIntact()).isTrue();
    }

    @Test
    void removesEverythingAndGoesOnWithTheChain() throws IOException {
        hundredDays();
        retention(false).enforce(bounds(Duration.ofMillis(1), null));
        assertThat(stored()).isEmpty();
        assertThat(verify().isIntact()).isTrue();

        repository.saveAll(List.of(TestEntries.at(NOW)));

        assertThat(verify().isIntact()).isTrue();
        assertThat(verify().chains().get(0).lastSequence()).isEqualTo(101);
    }

    @Test
    void removesEntriesWithoutChainToo() throws IOException {
        new JdbcOperationLogRepository(dataSource, Duration.ofSeconds(5))
                .saveAll(IntStream.range(0, 20)
                        .mapToObj(day -> TestEntries.at(START.plus(Duration.ofDays(day))))
                        .toList());

        assertThat(retention(true).removeBefore(START.plus(Duration.ofDays(15))))
                .isEqualTo(15);
        assertThat(stored()).hasSize(5);
    }

    @Test
    void archivesBeforeItRemoves() throws IOException {
        List<OperationLogEntry> entries = hundredDays();

        retention(true).enforce(bounds(Duration.ofDays(30), null));

        LogArchive<OperationLogEntry> archive =
                new LogArchive<>(OperationLogDefinition.OPERATION_LOG, archives(), sealer, clock);
        assertThat(archive.list()).hasSize(1);
        List<OperationLogEntry> archived = new ArrayList<>();
        LogArchive.read(OperationLogDefinition.OPERATION_LOG, archive.list().get(0), archived::add);
        assertThat(archived.stream().map(entry -> entry.withChain(null)).toList())
                .isEqualTo(entries.subList(0, 70));
        ArchiveManifest manifest = ArchiveManifest.of(archive.list().get(0));
        assertThat(manifest.count()).isEqualTo(70);
        assertThat(manifest.verify(sealer)).isEqualTo(Sealer.Verdict.VALID);
        // The seals of every tenth entry, and the first seal of the chain.
        assertThat(manifest.seals()).hasSize(8);
    }

    @Test
    void doesNotArchiveTwiceWhatACrashKeptFromBeingRemoved() throws IOException {
        hundredDays();
        LogArchive<OperationLogEntry> archive =
                new LogArchive<>(OperationLogDefinition.OPERATION_LOG, archives(), sealer, clock);
        retention(true).enforce(bounds(Duration.ofDays(30), null));
        // Simulates a crash before the last entries were removed, and during the next archive.
        Files.createFile(archives().resolve("operation-log123.tmp"));
        Files.createFile(archives().resolve("operation-log_node-1_1-99.ndjson.zst.manifest"));
        List<OperationLogEntry> archived = new ArrayList<>();
        LogArchive.read(OperationLogDefinition.OPERATION_LOG, archive.list().get(0), archived::add);
        putBack(
                archived.subList(60, 70),
                archived.get(59),
                ArchiveManifest.of(archive.list().get(0)));

        assertThat(retention(true).enforce(bounds(Duration.ofDays(30), null))).isEqualTo(10);

        assertThat(archive.list()).hasSize(1);
        try (var files = Files.list(archives())) {
            assertThat(files).hasSize(2);
        }
        assertThat(verify().isIntact()).isTrue();
    }

    @Test
    void anArchiveOfAnotherDatabaseIsNotTakenForOneOfThis() throws IOException {
        hundredDays();
        retention(true).enforce(bounds(Duration.ofDays(30), null));
        empty();
        run--;
        restartedChain();
        List<OperationLogEntry> others = hundredDays();

        assertThat(retention(true).enforce(bounds(Duration.ofDays(30), null))).isEqualTo(70);

        List<Path> archives = new LogArchive<>(OperationLogDefinition.OPERATION_LOG, archives(), sealer, clock).list();
        assertThat(archives)
                .extracting(file -> file.getFileName().toString())
                .containsExactly("operation-log_node-1_1-70.ndjson.zst", "operation-log_node-1_1-70_2.ndjson.zst");
        List<UUID> archived = new ArrayList<>();
        LogArchive.read(OperationLogDefinition.OPERATION_LOG, archives.get(1), entry -> archived.add(entry.id()));
        assertThat(archived)
                .isEqualTo(others.subList(0, 70).stream()
                        .map(OperationLogEntry::id)
                        .toList());
    }

    @Test
    void anArchiveWhoseManifestIsGoneIsNeitherUsedNorRemoved() throws IOException {
        hundredDays();
        retention(true).enforce(bounds(Duration.ofDays(30), null));
        Path lonely = archives().resolve("operation-log_node-1_1-70.ndjson.zst");
        Files.delete(archives().resolve("operation-log_node-1_1-70.ndjson.zst.manifest"));

        retention(true).enforce(bounds(Duration.ofDays(20), null));

        assertThat(lonely).exists();
    }

    private void putBack(List<OperationLogEntry> entries, OperationLogEntry last, ArchiveManifest manifest) {
        sql.update("DELETE FROM opsmon_seal WHERE seq <= 70");
        manifest.seals()
                .forEach(seal -> sql.execute((ConnectionCallback<Boolean>) connection -> {
                    new JdbcChains("operation-log", Dialects.of(dataSource)).addSeal(connection, seal);
                    return true;
                }));
        new JdbcOperationLogRepository(dataSource, Duration.ofSeconds(5)).saveAll(entries);
        byte[] hash = Objects.requireNonNull(last.chain()).hash().bytes();
        sql.update(
                "UPDATE opsmon_chain SET anchor_seq = 60, anchor_hash = ?, anchor_proof = ?",
                hash,
                sealer.signAnchor(
                        "operation-log",
                        "node-1",
                        60,
                        Objects.requireNonNull(last.chain()).hash()));
    }

    @Test
    void keepsWhatTheArchiveDidNotTake() throws IOException {
        hundredDays();
        Path file = Files.createFile(directory.resolve("no-directory-" + run));
        JdbcLogRetention<OperationLogEntry> blocked = new JdbcLogRetention<>(
                OperationLogDefinition.OPERATION_LOG,
                dataSource,
                sealer,
                new LogArchive<>(OperationLogDefinition.OPERATION_LOG, file, sealer, clock),
                7,
                clock);

        assertThatThrownBy(() -> blocked.enforce(bounds(Duration.ofDays(30), null)))
                .isInstanceOf(IOException.class);

        assertThat(stored()).hasSize(100);
    }

    /** Creates a node of the cluster with separate connections. */
    private JdbcLogRetention<OperationLogEntry> node(String name, DataSource connections, Clock time) {
        return new JdbcLogRetention<>(
                OperationLogDefinition.OPERATION_LOG,
                connections,
                sealer,
                null,
                7,
                time,
                Duration.ZERO,
                chain.findings(),
                new JdbcLegalHolds(OperationLogDefinition.OPERATION_LOG, connections, sealer, time),
                name);
    }

    /** A clock that blocks at the first read, in the middle of a removal. */
    private static final class WaitingClock extends Clock {

        private final CountDownLatch isRemoving = new CountDownLatch(1);
        private final CountDownLatch mayGoOn = new CountDownLatch(1);

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            isRemoving.countDown();
            try {
                assertThat(mayGoOn.await(5, TimeUnit.MINUTES)).isTrue();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
            return NOW;
        }
    }

    @Test
    void refusesARemovalWhileAnotherNodeRemoves() throws Exception {
        hundredDays();
        WaitingClock waiting = new WaitingClock();
        String url = pool.unwrap(HikariDataSource.class).getJdbcUrl();
        try (HikariDataSource first = TestDatabases.pool(url);
                HikariDataSource second = TestDatabases.pool(url)) {
            JdbcLogRetention<OperationLogEntry> one = node("first", named(first), waiting);
            JdbcLogRetention<OperationLogEntry> other = node("second", named(second), clock);
            CompletableFuture<Long> removal = CompletableFuture.supplyAsync(() -> {
                try {
                    return one.removeBefore(START.plus(Duration.ofDays(70)));
                } catch (IOException failure) {
                    throw new UncheckedIOException(failure);
                }
            });
            try {
                assertThat(waiting.isRemoving.await(5, TimeUnit.MINUTES)).isTrue();

                assertThatThrownBy(() -> other.removeBefore(START.plus(Duration.ofDays(80))))
                        .isInstanceOf(RemovalInProgressException.class)
                        .hasMessageContainingAll("operation logs", "retention", "\"first\"", "Try again");
                assertThatThrownBy(() -> other.enforce(bounds(Duration.ofDays(30), null)))
                        .isInstanceOf(RemovalInProgressException.class);
                assertThatThrownBy(() -> one.enforce(bounds(null, 1L))).isInstanceOf(RemovalInProgressException.class);
                assertThat(stored()).hasSize(100);
            } finally {
                waiting.mayGoOn.countDown();
            }

            assertThat(removal.join()).isEqualTo(70);
            assertThat(other.removeBefore(START.plus(Duration.ofDays(80)))).isEqualTo(10);
            assertThat(verify().isIntact()).isTrue();
        }
    }

    @Test
    void aFailedRemovalDoesNotKeepOthersFromRemoving() throws IOException {
        hundredDays();
        Path file = Files.createFile(directory.resolve("failing-archive-" + run));
        JdbcLogRetention<OperationLogEntry> failing = new JdbcLogRetention<>(
                OperationLogDefinition.OPERATION_LOG,
                dataSource,
                sealer,
                new LogArchive<>(OperationLogDefinition.OPERATION_LOG, file, sealer, clock),
                7,
                clock);
        assertThatThrownBy(() -> failing.enforce(bounds(Duration.ofDays(30), null)))
                .isInstanceOf(IOException.class);

        assertThat(retention(false).enforce(bounds(Duration.ofDays(30), null))).isEqualTo(70);
    }

    /** The database's clock determines the end of the lease. The test makes the row one minute older. */
    @Test
    void aKilledNodeKeepsOthersFromRemovingUntilItsLeaseEnds() throws IOException {
        hundredDays();
        retention(false).removeBefore(START.plus(Duration.ofDays(10)));
        sql.update("UPDATE opsmon_lock SET lock_until = '2100-01-01 00:00:00', locked_by = 'killed' WHERE name ="
                + " 'operation-log-removal'");
        assertThatThrownBy(() -> retention(false).removeBefore(START.plus(Duration.ofDays(20))))
                .isInstanceOf(RemovalInProgressException.class)
                .hasMessageContaining("\"killed\"");

        sql.update("UPDATE opsmon_lock SET lock_until = locked_at");

        assertThat(retention(false).removeBefore(START.plus(Duration.ofDays(20))))
                .isEqualTo(10);
    }

    @Test
    void verifiesWhileRetentionRemoves() {
        hundredDays();
        CompletableFuture<Void> removal = CompletableFuture.runAsync(() -> {
            try {
                for (int days = 90; days > 10; days -= 5) {
                    retention(false).enforce(bounds(Duration.ofDays(days), null));
                }
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        });

        while (!removal.isDone()) {
            assertThat(verify().findings()).isEmpty();
        }
        removal.join();
        assertThat(verify().isIntact()).isTrue();
    }

    private String command(int expected, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int code = VerifyLogs.run(arguments, new PrintStream(out, true, StandardCharsets.UTF_8));
        String text = out.toString(StandardCharsets.UTF_8);
        assertThat(code).as(text).isEqualTo(expected);
        return text;
    }

    private Path keys() throws IOException {
        return Files.writeString(directory.resolve("keys-" + run), "k1=hmac-sha-256:" + SECRET + "\n");
    }

    @Test
    void anArchiveIsVerifiedWithoutTheApplication() throws IOException {
        hundredDays();
        retention(true).enforce(bounds(Duration.ofDays(30), null));
        Path archive = new LogArchive<>(OperationLogDefinition.OPERATION_LOG, archives(), sealer, clock)
                .list()
                .get(0);

        assertThat(command(0, "--keys", keys().toString(), archive.toString()))
                .contains("entries 1 to 70, 70 as written, signed seals up to 70")
                .contains("Everything is as it was written.");
        assertThat(command(0, archive.toString())).contains("none under a signed seal");

        byte[] bytes = Files.readAllBytes(archive);
        bytes[bytes.length / 2] ^= 1;
        Files.write(archive, bytes);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(VerifyLogs.run(
                        new String[] {archive.toString()}, new PrintStream(out, true, StandardCharsets.UTF_8)))
                .isNotZero();
    }

    @Test
    void anExportIsVerifiedWithoutTheApplication() throws IOException {
        hundredDays();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ExportWriter<OperationLogEntry> writer =
                ExportFormat.NDJSON.writer(bytes, OperationLogDefinition.OPERATION_LOG, false)) {
            repository.stream(
                    OperationLogFilter.builder()
                            .from(START.plus(Duration.ofDays(40)))
                            .build(),
                    entry -> {
                        try {
                            writer.write(entry);
                        } catch (IOException failure) {
                            throw new UncheckedIOException(failure);
                        }
                    });
        }
        String text = bytes.toString(StandardCharsets.UTF_8);
        Path export = Files.writeString(directory.resolve("export-" + run), text);

        assertThat(command(0, "--keys", keys().toString(), export.toString()))
                .contains("entries 41 to 100, 60 as written")
                .contains("entries before the first are unknown");

        VerificationCertificate certificate = VerificationCertificate.sign("shop", "node-1", null, verify(), sealer);
        String signed = Files.writeString(directory.resolve("certificate-" + run), certificate.text())
                .toString();
        assertThat(command(0, "--keys", keys().toString(), "--certificate", signed, export.toString()))
                .contains("by node-1: intact, 100 entries as written");
        assertThat(command(0, "--keys", keys().toString(), "--certificate", signed))
                .contains("Everything is as it was written.");
        Path another = directory.resolve("another-" + run);
        Files.writeString(another, certificate.text().replace("by: the schedule", "by: admin"));
        assertThat(command(1, "--keys", keys().toString(), "--certificate", another.toString()))
                .contains("not signed with a given key: FORGED");
        Hash last = Objects.requireNonNull(verify().chains().get(0).lastHash());
        Files.writeString(another, certificate.text().replace(last.toString(), Hash.ZERO.toString()));
        assertThat(command(1, "--certificate", another.toString(), export.toString()))
                .contains("ALTERED at 100: the certificate of");
        assertThat(command(2, "--certificate", export.toString())).contains("not a certificate");

        Files.writeString(export, text.replaceFirst("at 2026-03-01", "at 2026-03-02"));
        assertThat(command(1, export.toString())).contains("ALTERED at 60");
        Files.writeString(export, text.replaceFirst("(?m)^.*at 2026-03-01.*\n", ""));
        assertThat(command(1, export.toString())).contains("MISSING at 60");
        assertThat(command(2)).contains("Usage");
        assertThat(command(2, directory.resolve("nowhere").toString())).contains("Cannot verify");
    }

    @Test
    void anArchiveIsImportedForReading() throws IOException {
        List<OperationLogEntry> entries = hundredDays();
        retention(true).enforce(bounds(Duration.ofDays(60), null));
        retention(true).enforce(bounds(Duration.ofDays(30), null));
        List<Path> archives = new LogArchive<>(OperationLogDefinition.OPERATION_LOG, archives(), sealer, clock).list();
        assertThat(command(
                        0,
                        "--keys",
                        keys().toString(),
                        archives.get(1).toString(),
                        archives.get(0).toString()))
                .contains("entries 1 to 40, 40 as written", "entries 41 to 70, 30 as written");
        try (HikariDataSource elsewhere = TestDatabases.h2()) {
            new SchemaMigrator(elsewhere, List.of("chain", "operation-log")).run(SchemaMode.MIGRATE);
            ArchiveImport<OperationLogEntry> reading =
                    new ArchiveImport<>(OperationLogDefinition.OPERATION_LOG, elsewhere);
            assertThat(archives).hasSize(2);
            assertThat(reading.run(archives.get(0))).isEqualTo(40);
            assertThat(reading.run(archives.get(1))).isEqualTo(30);
            assertThat(reading.run(archives.get(0))).isEqualTo(40);

            JdbcOperationLogRepository found = new JdbcOperationLogRepository(elsewhere, Duration.ofSeconds(5));
            assertThat(found.findById(entries.get(12).id()).orElseThrow().withChain(null))
                    .isEqualTo(entries.get(12));
            VerificationReport report = new JdbcLogChain<>(
                            OperationLogDefinition.OPERATION_LOG, elsewhere, "reader", sealer, List.of(), clock)
                    .verify(count -> {});
            assertThat(report.findings()).isEmpty();
            assertThat(report.verified()).isEqualTo(70);
        }
    }

    private PersonalData personalData() {
        return new JdbcPersonalData<>(
                OperationLogDefinition.OPERATION_LOG,
                dataSource,
                sealer,
                new Pseudonyms(new byte[16]),
                new JdbcLegalHolds(OperationLogDefinition.OPERATION_LOG, dataSource, sealer, clock));
    }

    @Test
    void reportsWhatIsHeldAboutAPerson() {
        hundredDays();

        PersonalData.Report report = personalData().report("u-7");

        assertThat(report.count()).isEqualTo(100);
        assertThat(report.first()).isEqualTo(START);
        assertThat(report.last()).isEqualTo(START.plus(Duration.ofDays(99)));
        assertThat(report.addresses()).containsExactly("203.0.113.9");
        assertThat(report.userAgents()).containsExactly("Firefox");
        assertThat(personalData().report("nobody").count()).isZero();
    }

    @Test
    void givesAPersonOnePseudonymAndStaysVerifiable() {
        List<OperationLogEntry> entries = hundredDays();

        assertThat(personalData().remove("u-7", PersonalData.Removal.PSEUDONYMISE))
                .isEqualTo(100);

        OperationLogEntry entry = repository.findById(entries.get(3).id()).orElseThrow();
        Operator operator = Objects.requireNonNull(entry.operator());
        assertThat(operator.id()).startsWith("pseudonym-").hasSize(34);
        assertThat(operator.name()).isNull();
        assertThat(Objects.requireNonNull(entry.http()).clientIp()).isNull();
        assertThat(entry.description()).isEqualTo(entries.get(3).description());
        HashSet<String> pseudonyms = new HashSet<>();
        repository.stream(
                OperationLogFilter.ALL,
                each -> pseudonyms.add(Objects.requireNonNull(each.operator()).id()));
        assertThat(pseudonyms).hasSize(1);
        assertThat(verify().findings()).isEmpty();
        assertThat(personalData().report("u-7").count()).isZero();
    }

    @Test
    void erasesAPersonAndStaysVerifiable() {
        List<OperationLogEntry> entries = hundredDays();

        personalData().remove("u-7", PersonalData.Removal.ERASE);

        OperationLogEntry entry = repository.findById(entries.get(3).id()).orElseThrow();
        // A proof is Base64, in which any short text may occur.
        assertThat(entry.toString().replaceFirst("proof=[^]]*", ""))
                .doesNotContain("Lovelace", "u-7", "203.0.113.9", "Tea", "spring sale", "\"id\":42")
                .contains("(erased)");
        assertThat(Objects.requireNonNull(entry.chain()).isErased()).isTrue();
        assertThat(verify().findings()).isEmpty();
    }

    @Test
    void aPseudonymCanBeErasedLater() {
        hundredDays();
        personalData().remove("u-7", PersonalData.Removal.PSEUDONYMISE);
        String pseudonym = sql.queryForObject("SELECT MIN(operator_id) FROM opsmon_operation_log", String.class);

        assertThat(personalData().remove(Objects.requireNonNull(pseudonym), PersonalData.Removal.ERASE))
                .isEqualTo(100);

        assertThat(verify().findings()).isEmpty();
    }

    @Test
    void nobodyElseCanEraseUnnoticed() {
        hundredDays();
        sql.update("UPDATE opsmon_operation_log SET description = 'nothing', chain_salt = NULL, personal_hash ="
                + " chain_hash WHERE chain_seq = 5");
        assertThat(verify().findings()).extracting(Finding::kind).containsExactly(Finding.Kind.ALTERED);

        personalData().remove("u-7", PersonalData.Removal.ERASE);
        sql.update("UPDATE opsmon_operation_log SET description = 'other' WHERE chain_seq = 6");

        assertThat(verify().findings()).extracting(Finding::sequence).contains(6L);
    }
}
