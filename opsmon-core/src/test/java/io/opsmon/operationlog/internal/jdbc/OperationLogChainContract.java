package io.opsmon.operationlog.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.chain.ChainLink;
import io.opsmon.chain.ChainReport;
import io.opsmon.chain.Finding;
import io.opsmon.chain.Finding.Kind;
import io.opsmon.chain.Hash;
import io.opsmon.chain.SealKey;
import io.opsmon.chain.Sealer;
import io.opsmon.chain.VerificationReport;
import io.opsmon.chain.internal.SealArchive;
import io.opsmon.chain.internal.SealFile;
import io.opsmon.chain.internal.VerificationCertificate;
import io.opsmon.internal.schema.MigratedDataSource;
import io.opsmon.internal.schema.SchemaMigrator;
import io.opsmon.internal.schema.SchemaMode;
import io.opsmon.jdbc.DatabaseDialect;
import io.opsmon.jdbc.DatabaseFamily;
import io.opsmon.log.internal.jdbc.JdbcLogChain;
import io.opsmon.log.internal.jdbc.JdbcVerifications;
import io.opsmon.log.internal.jdbc.JdbcVerifications.Completed;
import io.opsmon.operationlog.OperationLogDefinition;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.TestEntries;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The contract of integrity chains in every database, for every kind of tampering with SQL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OperationLogChainContract {

    private static final SealKey KEY = SealKey.hmac("k1", secret(1));
    private static final Instant NOW = TestEntries.NOON.plusSeconds(60);

    private final DataSource pool = pool();
    private final MigratedDataSource dataSource = new MigratedDataSource(
            pool, new SchemaMigrator(pool, List.of("chain", "operation-log")), SchemaMode.MIGRATE);
    private final JdbcTemplate sql = new JdbcTemplate(dataSource);
    private final Sealer sealer = new Sealer(List.of(KEY));

    @TempDir
    Path directory;

    abstract DataSource pool();

    private static String secret(int seed) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) seed;
        return Base64.getEncoder().encodeToString(bytes);
    }

    @BeforeEach
    void empty() {
        List.of("opsmon_operation_log", "opsmon_chain", "opsmon_seal", "opsmon_finding")
                .forEach(t -> sql.execute("DELETE FROM " + t));
    }

    private JdbcLogChain<OperationLogEntry> chain(String node, Sealer by, Instant now, SealArchive... archives) {
        return new JdbcLogChain<>(
                OperationLogDefinition.OPERATION_LOG,
                dataSource,
                node,
                by,
                List.of(archives),
                Clock.fixed(now, ZoneOffset.UTC));
    }

    private JdbcLogChain<OperationLogEntry> chain() {
        return chain("node-1", sealer, NOW);
    }

    private JdbcOperationLogRepository repository(JdbcLogChain<OperationLogEntry> chain) {
        return new JdbcOperationLogRepository(dataSource, Duration.ofSeconds(10), chain);
    }

    private static List<OperationLogEntry> entries(int count) {
        return IntStream.range(0, count)
                .mapToObj(i ->
                        i % 3 == 0 ? TestEntries.sparse() : TestEntries.described("entry " + i + " 价格 \uD83D\uDE00"))
                .toList();
    }

    /** Stores twenty entries in three batches, sealed after the twelfth entry and at the end. */
    private List<OperationLogEntry> written() {
        JdbcOperationLogRepository repository = repository(chain());
        List<OperationLogEntry> entries = entries(20);
        repository.saveAll(entries.subList(0, 9));
        repository.saveAll(entries.subList(9, 12));
        chain().keep();
        repository.saveAll(entries.subList(12, 20));
        chain("node-1", sealer, NOW.plusSeconds(60)).keep();
        return entries;
    }

    private VerificationReport verify() {
        return chain().verify(count -> {});
    }

    private void assertFound(Kind kind, long sequence) {
        assertThat(verify().findings())
                .as("findings")
                .isNotEmpty()
                .first()
                .extracting(Finding::kind, Finding::sequence)
                .containsExactly(kind, sequence);
    }

    @Test
    void findsNothingWrongWithWhatItWrote() {
        List<OperationLogEntry> entries = written();

        VerificationReport report = verify();

        assertThat(report.findings()).isEmpty();
        assertThat(report.isIntact()).isTrue();
        Hash last = repository(chain())
                .findById(entries.get(19).id())
                .map(OperationLogEntry::chain)
                .map(ChainLink::hash)
                .orElseThrow();
        assertThat(report.chains()).containsExactly(new ChainReport("node-1", 1, 20, 20, 0, 20, last, List.of()));
    }

    @Test
    void keepsVerificationsWithTheirCertificates() {
        written();
        sql.execute("DELETE FROM opsmon_verification");
        JdbcVerifications verifications = verifications(sealer);
        VerificationReport report = verify();
        List<Completed> completed = IntStream.of(500, 2, 1)
                .mapToObj(days -> completed(report, report.startedAt().minus(Duration.ofDays(days))))
                .toList();

        verifications.add(completed.get(0));
        assertThat(verifications.newest(10)).containsExactly(completed.get(0));
        verifications.add(completed.get(2));
        verifications.add(completed.get(1));

        assertThat(verifications.newest(10)).containsExactly(completed.get(2), completed.get(1));
        assertThat(verifications.newest(1)).containsExactly(completed.get(2));
        assertThat(verifications.find(completed.get(1).id())).contains(completed.get(1));
        assertThat(verifications.find(UUID.randomUUID())).isEmpty();
        assertThat(new JdbcVerifications("login-log", dataSource, sealer).newest(10))
                .isEmpty();
    }

    @Test
    void skipsVerificationsThatTheApplicationDidNotSign() {
        written();
        sql.execute("DELETE FROM opsmon_verification");
        Completed genuine = completed(verify(), NOW);
        JdbcVerifications verifications = verifications(sealer);
        verifications.add(genuine);
        sql.update(
                "UPDATE opsmon_verification SET certificate = REPLACE(certificate, 'Started by: the', 'Started by: a')");

        assertThat(verifications.newest(10)).isEmpty();
        assertThat(verifications.find(genuine.id())).isEmpty();
        assertThat(verifications(new Sealer(List.of())).newest(10)).hasSize(1);
        sql.update("UPDATE opsmon_verification SET certificate = 'intact'");
        assertThat(verifications(new Sealer(List.of())).newest(10)).isEmpty();
    }

    private JdbcVerifications verifications(Sealer by) {
        return new JdbcVerifications("operation-log", dataSource, by);
    }

    private Completed completed(VerificationReport report, Instant startedAt) {
        VerificationReport then = new VerificationReport(
                report.log(), startedAt, report.duration(), report.chains(), report.outside(), report.acknowledged());
        VerificationCertificate signed = VerificationCertificate.sign("shop", "node-1", null, then, sealer);
        // As a certificate is read: with the precision of its text.
        return new Completed(UUID.randomUUID(), VerificationCertificate.parse(signed.text()));
    }

    @Test
    void givesEntriesTheirPlaceWhenTheyAreRead() {
        List<OperationLogEntry> entries = written();

        OperationLogEntry stored =
                repository(chain()).findById(entries.get(4).id()).orElseThrow();

        assertThat(stored.chain()).isNotNull().satisfies(link -> {
            assertThat(link.chain()).isEqualTo("node-1");
            assertThat(link.sequence()).isEqualTo(5);
        });
        assertThat(stored.withChain(null)).isEqualTo(entries.get(4));
    }

    @Test
    void skipsWhatAReplayBringsAgain() {
        JdbcOperationLogRepository repository = repository(chain());
        List<OperationLogEntry> entries = entries(30);
        repository.saveAll(entries.subList(0, 20));
        repository.saveAll(entries.subList(10, 30));
        repository.saveAll(entries.subList(0, 5));

        assertThat(verify().isIntact()).isTrue();
        assertThat(verify().verified()).isEqualTo(30);
    }

    @Test
    void namesAnAlteredEntry() {
        List<OperationLogEntry> entries = written();
        for (String change : List.of(
                "description = 'harmless'",
                "operator_id = 'somebody else'",
                "outcome = 'FAILURE'",
                "duration_us = 0",
                "arguments = NULL",
                "extra = NULL",
                "occurred_at = " + earlier())) {
            sql.update("UPDATE opsmon_operation_log SET " + change + " WHERE chain_seq = 5");
            assertFound(Kind.ALTERED, 5);
            assertThat(verify().chains().get(0).broken()).isEqualTo(1);
            assertThat(verify().findings().get(0).entryId())
                    .isEqualTo(entries.get(4).id());
            restore(entries.get(4));
            assertThat(verify().isIntact()).isTrue();
        }
    }

    private String earlier() {
        return dialect().family() == DatabaseFamily.MYSQL
                ? "'2020-01-01 00:00:00'"
                : "TIMESTAMP WITH TIME ZONE '2020-01-01 00:00:00+00'";
    }

    private DatabaseDialect dialect() {
        try (java.sql.Connection connection = dataSource.getConnection()) {
            return dataSource.dialects().of(connection);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private void restore(OperationLogEntry entry) {
        sql.update(
                "UPDATE opsmon_operation_log SET description = ?, operator_id = ?, outcome = ?, duration_us = ?,"
                        + " arguments = ?, extra = ?, occurred_at = ? WHERE chain_seq = 5",
                entry.description(),
                java.util.Objects.requireNonNull(entry.operator()).id(),
                entry.outcome().name(),
                entry.duration().toNanos() / 1_000,
                entry.arguments(),
                "{\"reason\":\"spring sale\"}",
                dialect().toSql(entry.occurredAt()));
    }

    @Test
    void namesAnEntryWhoseHashWasMadeToFit() {
        written();
        // The attacker knows the algorithm. The next entry matches only if the rest of the chain is rewritten, and the
        // seal does not
        // match even then.
        sql.update("UPDATE opsmon_operation_log SET chain_hash = ? WHERE chain_seq = 5", Hash.ZERO.bytes());

        assertFound(Kind.ALTERED, 5);
    }

    @Test
    void namesMissingEntries() {
        written();
        sql.update("DELETE FROM opsmon_operation_log WHERE chain_seq IN (7, 8)");

        assertFound(Kind.MISSING, 7);
        assertThat(verify().findings().get(0).detail()).isEqualTo("Entries 7 to 8 are missing");
        assertThat(verify().findings()).hasSize(1);
    }

    @Test
    void namesAnEntryThatIsGoneAlsoWhenTheOthersAreNumberedAnew() {
        written();
        sql.update("DELETE FROM opsmon_operation_log WHERE chain_seq = 7");
        IntStream.rangeClosed(8, 20)
                .forEach(
                        i -> sql.update("UPDATE opsmon_operation_log SET chain_seq = ? WHERE chain_seq = ?", i - 1, i));
        sql.update("UPDATE opsmon_chain SET head_seq = 19");

        assertFound(Kind.MISSING, 7);
    }

    @Test
    void namesInsertedEntries() {
        written();
        IntStream.iterate(20, i -> i >= 10, i -> i - 1)
                .forEach(
                        i -> sql.update("UPDATE opsmon_operation_log SET chain_seq = ? WHERE chain_seq = ?", i + 1, i));
        OperationLogEntry forged = TestEntries.described("forged");
        new JdbcOperationLogRepository(dataSource, Duration.ofSeconds(5)).saveAll(List.of(forged));
        sql.update(
                "UPDATE opsmon_operation_log SET chain = 'node-1', chain_seq = 10, chain_hash = ?, chain_salt = id"
                        + " WHERE description = 'forged'",
                Hash.ZERO.bytes());

        assertFound(Kind.INSERTED, 10);
        assertThat(verify().findings().get(0).entryId()).isEqualTo(forged.id());
    }

    @Test
    void namesEntriesOutsideOfTheChain() {
        written();
        OperationLogEntry forged = TestEntries.described("forged");
        new JdbcOperationLogRepository(dataSource, Duration.ofSeconds(5)).saveAll(List.of(forged));

        assertFound(Kind.UNCHAINED, 0);
        assertThat(verify().findings().get(0).entryId()).isEqualTo(forged.id());
    }

    @Test
    void namesAnEntryThatPretendsToWaitForItsTurn() {
        written();
        OperationLogEntry forged = TestEntries.described("forged");
        new JdbcOperationLogRepository(dataSource, Duration.ofSeconds(5)).saveAll(List.of(forged));
        sql.update("UPDATE opsmon_operation_log SET chain = 'node-1', chain_salt = id, proof = 'k1:AAAA' WHERE"
                + " description = 'forged'");
        chain().keep();

        assertFound(Kind.INSERTED, 0);
        assertThat(verify().findings().get(0).entryId()).isEqualTo(forged.id());
    }

    @Test
    void namesSwappedEntries() {
        written();
        swap(5, 6);
        assertFound(Kind.REORDERED, 5);
        swap(5, 6);
        assertThat(verify().isIntact()).isTrue();
        swap(4, 15);
        assertFound(Kind.REORDERED, 4);
    }

    private void swap(int a, int b) {
        sql.update("UPDATE opsmon_operation_log SET chain_seq = 1000 WHERE chain_seq = ?", a);
        sql.update("UPDATE opsmon_operation_log SET chain_seq = ? WHERE chain_seq = ?", a, b);
        sql.update("UPDATE opsmon_operation_log SET chain_seq = ? WHERE chain_seq = 1000", b);
    }

    @Test
    void findsATruncatedTail() {
        written();
        sql.update("DELETE FROM opsmon_operation_log WHERE chain_seq > 17");
        assertFound(Kind.TRUNCATED, 18);
    }

    @Test
    void findsATruncatedTailByItsSealsWhenTheNoteOfTheEndWasChangedToo() {
        written();
        truncateWithHead(17);

        assertFound(Kind.TRUNCATED, 18);
    }

    private void truncateWithHead(int last) {
        sql.update("DELETE FROM opsmon_operation_log WHERE chain_seq > ?", last);
        byte[] hash = sql.queryForObject(
                "SELECT chain_hash FROM opsmon_operation_log WHERE chain_seq = ?", byte[].class, last);
        sql.update("UPDATE opsmon_chain SET head_seq = ?, head_hash = ?", last, hash);
    }

    @Test
    void findsATruncatedTailBySealsElsewhereWhenThoseInTheDatabaseWereRemovedToo() {
        SealFile file = new SealFile(directory.resolve("seals.ndjson"));
        repository(chain("node-1", sealer, NOW, file)).saveAll(entries(20));
        chain("node-1", sealer, NOW, file).keep();
        truncateWithHead(17);
        sql.update("DELETE FROM opsmon_seal");

        assertThat(verify().isIntact()).isTrue();
        assertThat(chain("node-1", sealer, NOW, file).verify(count -> {}).findings())
                .extracting(Finding::kind, Finding::sequence)
                .containsExactly(org.assertj.core.api.Assertions.tuple(Kind.TRUNCATED, 18L));
    }

    @Test
    void findsAWholeChainThatWasRemoved() {
        SealFile file = new SealFile(directory.resolve("whole.ndjson"));
        repository(chain("node-1", sealer, NOW, file)).saveAll(entries(3));
        chain("node-1", sealer, NOW, file).keep();
        empty();

        assertThat(chain("node-1", sealer, NOW, file).verify(count -> {}).findings())
                .extracting(Finding::kind)
                .containsExactly(Kind.TRUNCATED);
    }

    @Test
    void findsAChangedNoteOfTheEnd() {
        written();
        sql.update("UPDATE opsmon_chain SET head_seq = 18");
        assertFound(Kind.HEAD_ALTERED, 18);
        sql.update("UPDATE opsmon_chain SET head_seq = 20, head_hash = ?", Hash.ZERO.bytes());
        assertFound(Kind.HEAD_ALTERED, 20);
        sql.update("DELETE FROM opsmon_chain");
        assertFound(Kind.HEAD_ALTERED, 0);
    }

    @Test
    void goesOnRecordingWhenTheNoteOfTheEndWasSetBack() {
        written();
        byte[] hash =
                sql.queryForObject("SELECT chain_hash FROM opsmon_operation_log WHERE chain_seq = 18", byte[].class);
        sql.update("UPDATE opsmon_chain SET head_seq = 18, head_hash = ?", hash);

        repository(chain()).saveAll(entries(5));

        assertThat(verify().verified()).isEqualTo(25);
    }

    @Test
    void findsARemovedBeginning() {
        written();
        sql.update("DELETE FROM opsmon_operation_log WHERE chain_seq <= 3");
        assertFound(Kind.MISSING, 1);
        byte[] hash =
                sql.queryForObject("SELECT chain_hash FROM opsmon_operation_log WHERE chain_seq = 4", byte[].class);
        sql.update("DELETE FROM opsmon_operation_log WHERE chain_seq <= 4");
        sql.update("UPDATE opsmon_chain SET anchor_seq = 4, anchor_hash = ?", hash);
        assertFound(Kind.BEGINNING_MISSING, 4);
    }

    @Test
    void aRewrittenHistoryBreaksItsSeals() {
        written();
        List<OperationLogEntry> other = entries(20);
        sql.update("DELETE FROM opsmon_operation_log");
        sql.update("UPDATE opsmon_chain SET head_seq = 0, head_hash = ?", Hash.ZERO.bytes());
        repository(chain()).saveAll(other);

        assertThat(verify().findings())
                .extracting(Finding::kind, Finding::sequence)
                .containsExactly(
                        org.assertj.core.api.Assertions.tuple(Kind.SEAL_BROKEN, 12L),
                        org.assertj.core.api.Assertions.tuple(Kind.SEAL_BROKEN, 20L));
    }

    @Test
    void findsForgedSeals() {
        written();
        sql.update("UPDATE opsmon_seal SET seq = 11 WHERE seq = 12");

        assertFound(Kind.SEAL_FORGED, 11);
    }

    @Test
    void saysThatAKeyIsNotConfigured() {
        written();
        Sealer other = new Sealer(List.of(SealKey.hmac("k2", secret(2))));

        assertThat(chain("node-1", other, NOW).verify(count -> {}).findings())
                .extracting(Finding::kind)
                .containsOnly(Kind.UNKNOWN_KEY);
        Sealer sameIdOtherSecret = new Sealer(List.of(SealKey.hmac("k1", secret(2))));
        assertThat(chain("node-1", sameIdOtherSecret, NOW).verify(count -> {}).findings())
                .extracting(Finding::kind)
                .containsOnly(Kind.SEAL_FORGED);
    }

    @Test
    void verifiesSealsOfRotatedKeys() {
        written();
        Sealer rotated = new Sealer(List.of(SealKey.hmac("k2", secret(2)), KEY));
        repository(chain("node-1", rotated, NOW)).saveAll(entries(3));
        chain("node-1", rotated, NOW.plusSeconds(120)).keep();

        VerificationReport report = chain("node-1", rotated, NOW).verify(count -> {});

        assertThat(report.isIntact()).isTrue();
        assertThat(report.chains().get(0).sealedUpTo()).isEqualTo(23);
    }

    @Test
    void findsOldEntriesWithoutASeal() {
        written();
        sql.update("DELETE FROM opsmon_seal");

        assertThat(chain("node-1", sealer, NOW.plus(Duration.ofDays(1)))
                        .verify(count -> {})
                        .findings())
                .extracting(Finding::kind)
                .containsExactly(Kind.UNSEALED);
    }

    @Test
    void chainsEntriesOfBusinessTransactionsOnceTheyAreCommitted() {
        JdbcOperationLogRepository repository = repository(chain());
        TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(pool));
        transaction.executeWithoutResult(status -> {
            assertThat(repository.saveInTransaction(TestEntries.complete())).isTrue();
            // The writer does not wait for the business transaction.
            repository.saveAll(entries(3));
        });
        assertThat(verify().isIntact()).isTrue();
        assertThat(verify().verified()).isEqualTo(3);

        chain().keep();

        assertThat(verify().isIntact()).isTrue();
        assertThat(verify().verified()).isEqualTo(4);
    }

    @Test
    void nodesHaveChainsOfTheirOwnAndProcessesOfOneNameTakeTurns() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(3);
        List<Future<?>> done = new ArrayList<>();
        for (String node : List.of("node-1", "node-1", "node-2")) {
            JdbcOperationLogRepository repository = repository(chain(node, sealer, NOW));
            done.add(threads.submit(() -> {
                for (int i = 0; i < 20; i++) {
                    repository.saveAll(entries(10));
                }
            }));
        }
        for (Future<?> each : done) {
            each.get();
        }
        threads.shutdown();

        VerificationReport report = verify();
        assertThat(report.findings()).isEmpty();
        assertThat(report.chains())
                .extracting(ChainReport::chain, ChainReport::verified)
                .containsExactly(
                        org.assertj.core.api.Assertions.tuple("node-1", 400L),
                        org.assertj.core.api.Assertions.tuple("node-2", 200L));
    }

    @Test
    void nodesThatStartTogetherCreateTheirChains() throws Exception {
        int nodes = 4;
        ExecutorService threads = Executors.newFixedThreadPool(nodes);
        for (int round = 0; round < 15; round++) {
            CyclicBarrier start = new CyclicBarrier(nodes);
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < nodes; i++) {
                JdbcOperationLogRepository repository = repository(chain("round-" + round + "-" + i, sealer, NOW));
                done.add(threads.submit(() -> {
                    start.await();
                    repository.saveAll(entries(1));
                    return null;
                }));
            }
            for (Future<?> each : done) {
                each.get();
            }
        }
        threads.shutdown();

        assertThat(verify().findings()).isEmpty();
        assertThat(verify().chains()).hasSize(15 * nodes);
    }

    @Test
    void chainsEntriesOfTheFirstAndTheLastYear() {
        List<OperationLogEntry> entries = List.of(
                TestEntries.at(Instant.parse("1000-01-01T00:00:00.000001Z")),
                TestEntries.at(Instant.parse("1969-12-31T23:59:59.999999Z")),
                TestEntries.at(Instant.parse("9999-12-30T23:59:59.999999Z")));
        repository(chain()).saveAll(entries);

        chain().keep();

        assertThat(verify().findings()).isEmpty();
        assertThat(verify().verified()).isEqualTo(3);
        assertThat(repository(chain())
                        .findById(entries.get(2).id())
                        .orElseThrow()
                        .withChain(null))
                .isEqualTo(entries.get(2));
    }

    @Test
    void sealsOnlyWhatIsNew() {
        repository(chain()).saveAll(entries(3));

        assertThat(chain().keep()).hasSize(1);
        assertThat(chain().keep()).isEmpty();
    }
}
