package io.opsmon.log.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.chain.ChainLink;
import io.opsmon.chain.Finding;
import io.opsmon.chain.Finding.Kind;
import io.opsmon.chain.Hash;
import io.opsmon.chain.KnownFinding;
import io.opsmon.chain.Seal;
import io.opsmon.chain.SealKey;
import io.opsmon.chain.Sealer;
import io.opsmon.chain.internal.ChainHasher;
import io.opsmon.chain.internal.SealArchive;
import io.opsmon.chain.internal.SealFile;
import io.opsmon.datachange.internal.ChainedChange;
import io.opsmon.datachange.internal.DataChangeLog;
import io.opsmon.internal.jdbc.Dialects;
import io.opsmon.internal.schema.SchemaMigrator;
import io.opsmon.internal.schema.SchemaMode;
import io.opsmon.log.HeldEntriesException;
import io.opsmon.log.LegalHold;
import io.opsmon.log.PersonalData;
import io.opsmon.log.TamperedLogException;
import io.opsmon.log.definition.ColumnType;
import io.opsmon.log.definition.LogColumn;
import io.opsmon.log.definition.LogDefinition;
import io.opsmon.log.internal.Pseudonyms;
import io.opsmon.log.internal.RetentionBounds;
import io.opsmon.loginlog.LoginLogDefinition;
import io.opsmon.loginlog.LoginLogEntry;
import io.opsmon.loginlog.TestLogins;
import io.opsmon.operationlog.OperationLogDefinition;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogFilter;
import io.opsmon.operationlog.TestEntries;
import io.opsmon.recording.RecordedEntry;
import io.opsmon.testsupport.TestChanges;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Attacks of docs/tamper-evidence.md by a user with unrestricted SQL access, with and without a seal file, while the
 * application runs and across restarts.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class TamperEvidenceContract<E extends RecordedEntry> {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final RetentionBounds A_YEAR = new RetentionBounds(Duration.ofDays(365), null, 10);

    private final LogDefinition<E> definition;
    private final Function<Instant, E> entries;
    private final String log;
    private final HikariDataSource database = database();
    private final JdbcTemplate sql = new JdbcTemplate(database);
    private final Sealer sealer =
            new Sealer(List.of(SealKey.hmac("k1", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")));
    private final Hand clock = new Hand();

    @TempDir
    Path directory = Path.of("");

    private int run;
    private List<SealArchive> elsewhere = List.of();
    private final String name;
    private JdbcLogChain<E> chain;

    abstract HikariDataSource database();

    TamperEvidenceContract(LogDefinition<E> definition, Function<Instant, E> entries) {
        this.definition = definition;
        this.entries = entries;
        this.log = definition.table();
        new SchemaMigrator(database, List.of("chain", definition.name())).run(SchemaMode.MIGRATE);
        this.name = definition.commonChain() == null ? "node-1" : definition.commonChain();
        this.chain = chain("node-1");
    }

    /** Contract for the operation log. */
    abstract static class OfOperations extends TamperEvidenceContract<OperationLogEntry> {
        OfOperations() {
            super(OperationLogDefinition.OPERATION_LOG, TestEntries::at);
        }
    }

    /** Contract for the login log. */
    abstract static class OfLogins extends TamperEvidenceContract<LoginLogEntry> {
        OfLogins() {
            super(LoginLogDefinition.LOGIN_LOG, at -> TestLogins.success(at, "ada"));
        }
    }

    /** Contract for data changes. */
    abstract static class OfDataChanges extends TamperEvidenceContract<ChainedChange> {
        OfDataChanges() {
            super(DataChangeLog.DATA_CHANGE, TestChanges::at);
        }
    }

    /** Clock with a time set by the test. */
    private static final class Hand extends Clock {
        private Instant now = START;

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
            return now;
        }
    }

    @BeforeEach
    void empty() {
        List.of(log, "opsmon_chain", "opsmon_seal", "opsmon_finding", "opsmon_hold")
                .forEach(t -> sql.execute("DELETE FROM " + t));
        run++;
        clock.now = START;
        elsewhere = List.of();
        restart();
    }

    private JdbcLogChain<E> chain(String node) {
        return new JdbcLogChain<>(definition, database, node, sealer, elsewhere, clock);
    }

    private void restart() {
        chain = chain("node-1");
    }

    /** Stores entries in the chain. Rows that other programs store are chained afterwards. */
    private void store(List<E> rows) {
        if (definition.commonChain() == null) {
            new JdbcLogRepository<E, OperationLogFilter>(definition, database, Duration.ofSeconds(10), chain)
                    .saveAll(rows);
        } else {
            StoredRows.insert(definition, database, rows);
            chain.link();
        }
    }

    private boolean isOfChanges() {
        return definition.equals(DataChangeLog.DATA_CHANGE);
    }

    /** A column whose values are facts. */
    private String altered() {
        return isOfChanges() ? "transaction_id" : "trace_id";
    }

    /** A filter of a hold that all entries match. */
    private Map.Entry<String, String> held() {
        return isOfChanges() ? Map.entry("table", "shop.orders") : Map.entry("outcome", "SUCCESS");
    }

    private Path sealFile() {
        return directory.resolve("seals-" + run + ".ndjson");
    }

    private void withSealFile() {
        elsewhere = List.of(new SealFile(sealFile()));
        restart();
    }

    /** Stores five entries with a distance of one hour, then a seal. */
    private void fiveMore() {
        store(IntStream.range(0, 5)
                .mapToObj(i -> entries.apply(clock.now.plus(Duration.ofMinutes(i))))
                .toList());
        clock.now = clock.now.plus(Duration.ofHours(1));
    }

    private void fifteenSealed() {
        for (int i = 0; i < 3; i++) {
            fiveMore();
            chain.keep();
        }
        assertThat(chain.verify(count -> {}).findings()).isEmpty();
    }

    private JdbcLogRetention<E> retention(Duration minAge) {
        return new JdbcLogRetention<>(
                definition, database, sealer, null, 10, clock, minAge, chain.findings(), holds(), null);
    }

    private JdbcLegalHolds holds() {
        return new JdbcLegalHolds(definition, database, sealer, clock);
    }

    private JdbcPersonalData<E> personalData() {
        return new JdbcPersonalData<>(definition, database, sealer, new Pseudonyms(new byte[16]), holds());
    }

    private long rows() {
        return Objects.requireNonNull(sql.queryForObject("SELECT COUNT(*) FROM " + log, Long.class));
    }

    private Object sql(Instant instant) {
        return Objects.requireNonNull(sql.execute((ConnectionCallback<Object>)
                connection -> Dialects.of(database).of(connection).toSql(instant)));
    }

    /** Recomputes the hashes of a chain from an entry on, which an attacker can do after changing its row. */
    private void rehash(long from) {
        sql.execute((ConnectionCallback<Boolean>) connection -> {
            rehash(connection, from);
            return true;
        });
    }

    private void rehash(Connection connection, long from) throws SQLException {
        LogStatements<E> table = new LogStatements<>(definition, database, null);
        ChainHasher<E> hasher = new ChainHasher<>(definition.form());
        List<E> all = new ArrayList<>();
        new LogRows<>(table).read(connection, name, from - 2, Long.MAX_VALUE, all::add);
        Hash hash = from == 1 ? Hash.ZERO : link(all.get(0)).hash();
        for (E entry : all) {
            ChainLink link = link(entry);
            if (link.sequence() >= from) {
                hash = Objects.requireNonNull(hasher.next(hash, link.sequence(), entry, link));
                sql.update(
                        "UPDATE " + log + " SET chain_hash = ? WHERE chain = ? AND chain_seq = ?",
                        hash.bytes(),
                        name,
                        link.sequence());
            }
        }
        sql.update(
                "UPDATE opsmon_chain SET head_seq = ?, head_hash = ? WHERE chain = ?",
                link(all.get(all.size() - 1)).sequence(),
                hash.bytes(),
                name);
    }

    private ChainLink link(E entry) {
        return Objects.requireNonNull(definition.form().link(entry));
    }

    private void alter(long sequence) {
        sql.update("UPDATE " + log + " SET " + altered() + " = 'other' WHERE chain_seq = ?", sequence);
    }

    private void truncate(long last) {
        sql.update("DELETE FROM " + log + " WHERE chain_seq > ?", last);
        byte @Nullable [] hash = last == 0
                ? Hash.ZERO.bytes()
                : sql.queryForObject("SELECT chain_hash FROM " + log + " WHERE chain_seq = ?", byte[].class, last);
        sql.update("UPDATE opsmon_chain SET head_seq = ?, head_hash = ?", last, hash);
    }

    private List<Finding> open() {
        return chain.findings().all().stream()
                .filter(KnownFinding::isOpen)
                .map(KnownFinding::finding)
                .toList();
    }

    private long seals() {
        return Objects.requireNonNull(sql.queryForObject("SELECT COUNT(*) FROM opsmon_seal", Long.class));
    }

    /** Asserts that the next sealing is refused with a finding. */
    private void assertRefuses(Kind kind, long sequence) {
        fiveMore();
        long before = seals();
        assertThat(chain.keep()).isEmpty();
        assertThat(seals()).isEqualTo(before);
        assertThat(open())
                .extracting(Finding::kind, Finding::sequence)
                .contains(org.assertj.core.api.Assertions.tuple(kind, sequence));
        long stored = rows();
        clock.now = clock.now.plus(Duration.ofDays(800));
        assertThatThrownBy(() -> retention(Duration.ZERO).enforce(A_YEAR)).isInstanceOf(TamperedLogException.class);
        assertThat(rows()).isEqualTo(stored);
    }

    // While the application runs.

    @Test
    void theTableHasTheColumnsOfTheDefinition() throws SQLException {
        Map<String, Integer> columns = new TreeMap<>();
        try (Connection connection = database.getConnection()) {
            DatabaseMetaData metaData = connection.getMetaData();
            String table = metaData.storesUpperCaseIdentifiers()
                    ? definition.table().toUpperCase(Locale.ROOT)
                    : definition.table();
            try (ResultSet column = metaData.getColumns(connection.getCatalog(), connection.getSchema(), table, null)) {
                while (column.next()) {
                    columns.put(column.getString("COLUMN_NAME").toLowerCase(Locale.ROOT), column.getInt("COLUMN_SIZE"));
                }
            }
        }
        // The database computes the keys of indexes, so entries have no such values.
        columns.remove(definition.person().name() + "_key");
        columns.remove("text_key");

        assertThat(columns.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        definition.columns().stream().map(LogColumn::name).toList());
        assertThat(definition.columns())
                .filteredOn(column -> column.type().kind() == ColumnType.Kind.TEXT
                        && column.type().length() != ColumnType.UNLIMITED)
                .allSatisfy(column -> assertThat(columns.get(column.name()))
                        .as(column.name())
                        .isEqualTo(column.type().length()));
    }

    @Test
    void recentEntriesDatedBackAreNotRemoved() {
        fifteenSealed();
        sql.update("UPDATE " + log + " SET " + definition.time() + " = ?", sql(START.minus(Duration.ofDays(4_000))));

        assertThatThrownBy(() -> retention(Duration.ZERO).enforce(A_YEAR))
                .isInstanceOf(TamperedLogException.class)
                .hasMessageContaining("ALTERED at entry 1");

        assertThat(rows()).isEqualTo(15);
        assertThat(open()).extracting(Finding::kind).contains(Kind.ALTERED);
    }

    @Test
    void recentEntriesDatedBackAndHashedAnewAreNotRemoved() {
        fifteenSealed();
        sql.update("UPDATE " + log + " SET " + definition.time() + " = ?", sql(START.minus(Duration.ofDays(4_000))));
        rehash(1);

        assertThatThrownBy(() -> retention(Duration.ZERO).enforce(A_YEAR))
                .isInstanceOf(TamperedLogException.class)
                .hasMessageContaining("SEAL_BROKEN");

        assertThat(rows()).isEqualTo(15);
    }

    @Test
    void rowsThatNoChainHoldsMoveNoBound() throws IOException {
        fifteenSealed();
        StoredRows.insert(
                definition,
                database,
                IntStream.range(0, 100)
                        .mapToObj(i -> entries.apply(START.plus(Duration.ofDays(3_650 + i))))
                        .toList());

        assertThat(retention(Duration.ZERO).enforce(new RetentionBounds(null, 15L, 10)))
                .isZero();

        assertThat(rows()).isEqualTo(115);
        assertThat(retention(Duration.ZERO).enforce(new RetentionBounds(null, 12L, 10)))
                .isEqualTo(3);
    }

    @Test
    void aMadeUpChainMovesNoBound() throws IOException {
        fifteenSealed();
        StoredRows.insert(
                definition,
                database,
                IntStream.range(0, 50)
                        .mapToObj(i -> entries.apply(START.plus(Duration.ofDays(3_650 + i))))
                        .toList());
        long[] sequence = {0};
        sql.queryForList("SELECT " + definition.time() + " FROM " + log + " WHERE chain IS NULL ORDER BY id")
                .forEach(row -> sql.update(
                        "UPDATE " + log + " SET chain = 'evil', chain_seq = ?, chain_hash = ? WHERE "
                                + definition.time() + " = ?",
                        ++sequence[0],
                        Hash.ZERO.bytes(),
                        row.values().iterator().next()));
        sql.update(
                "INSERT INTO opsmon_chain (log, chain, head_seq, head_hash, anchor_seq, anchor_hash) VALUES (?, 'evil', 50, ?, 0, ?)",
                definition.name(),
                Hash.ZERO.bytes(),
                Hash.ZERO.bytes());

        assertThat(retention(Duration.ZERO).enforce(new RetentionBounds(null, 15L, 10)))
                .isZero();
        assertThat(rows()).isEqualTo(65);
    }

    @Test
    void entriesTakenOutOfTheChainAreNotRemovedAsUnchained() {
        fifteenSealed();
        sql.update(
                "UPDATE " + log + " SET chain = NULL, chain_seq = NULL, " + definition.time()
                        + " = ? WHERE chain_seq IN (12, 13)",
                sql(START.minus(Duration.ofDays(4_000))));

        assertThatThrownBy(() -> retention(Duration.ZERO).enforce(A_YEAR))
                .isInstanceOf(TamperedLogException.class)
                .hasMessageContaining("MISSING at entry 12");
        assertThat(rows()).isEqualTo(15);
    }

    @Test
    void removedSealsOfARunningApplicationAreFound() {
        fifteenSealed();
        sql.update("DELETE FROM opsmon_seal");
        assertRefuses(Kind.SEAL_MISSING, 15);
    }

    @Test
    void aChainHashedAnewIsNotSealed() {
        fifteenSealed();
        sql.update("DELETE FROM opsmon_seal WHERE seq > 0");
        alter(3);
        rehash(3);
        assertRefuses(Kind.ROLLED_BACK, 15);
    }

    @Test
    void entriesAfterTheLastSealHashedAnewAreFound() {
        fifteenSealed();
        fiveMore();
        alter(17);
        rehash(17);
        assertThat(chain.keep()).isEmpty();
        assertThat(open())
                .extracting(Finding::kind, Finding::sequence)
                .containsExactly(org.assertj.core.api.Assertions.tuple(Kind.ALTERED, 20L));
    }

    @Test
    void entriesTakenBackBeforeTheyWereSealedAreFound() {
        fifteenSealed();
        fiveMore();
        truncate(17);
        assertThat(chain.keep()).isEmpty();
        assertThat(open())
                .extracting(Finding::kind, Finding::sequence)
                .containsExactly(org.assertj.core.api.Assertions.tuple(Kind.TRUNCATED, 18L));
    }

    @Test
    void aChangedEndIsNotSealed() {
        fifteenSealed();
        sql.update("UPDATE opsmon_chain SET head_seq = 99");
        assertThat(chain.keep()).isEmpty();
        assertThat(open()).extracting(Finding::kind).containsExactly(Kind.TRUNCATED);
    }

    @Test
    void everythingRemovedFromARunningApplicationIsFound() {
        fifteenSealed();
        List.of(log, "opsmon_chain", "opsmon_seal", "opsmon_finding").forEach(t -> sql.execute("DELETE FROM " + t));
        assertRefuses(Kind.ROLLED_BACK, 15);
    }

    @Test
    void anAlteredSealIsFound() {
        fifteenSealed();
        sql.update("UPDATE opsmon_seal SET hash = ? WHERE seq = 10", Hash.ZERO.bytes());
        assertThat(chain.verify(count -> {}).findings())
                .extracting(Finding::kind)
                .contains(Kind.SEAL_FORGED, Kind.SEAL_BROKEN);
    }

    @Test
    void aRemovedSealBetweenOthersIsFound() {
        fifteenSealed();
        sql.update("DELETE FROM opsmon_seal WHERE seq = 10");
        assertThat(chain.verify(count -> {}).findings())
                .extracting(Finding::kind)
                .containsExactly(Kind.SEAL_MISSING);
    }

    @Test
    void theOldestUnsealedEntryIsJudged() {
        fifteenSealed();
        store(List.of(entries.apply(clock.now)));
        clock.now = clock.now.plus(Duration.ofHours(1));
        store(List.of(entries.apply(clock.now)));

        assertThat(chain("node-1").verify(count -> {}).findings())
                .extracting(Finding::kind, Finding::sequence)
                .containsExactly(org.assertj.core.api.Assertions.tuple(Kind.UNSEALED, 16L));
    }

    @Test
    void anAcknowledgementWithoutTheKeyDoesNotCount() {
        fifteenSealed();
        sql.update("DELETE FROM opsmon_seal");
        assertRefuses(Kind.SEAL_MISSING, 15);
        sql.update(
                "UPDATE opsmon_finding SET acknowledged_at = found_at, acknowledged_by = 'root', reason = 'none', proof = 'k1:AAAA'");

        assertThat(open()).isNotEmpty();
        restart();
        assertThat(open()).isNotEmpty();
    }

    // Across a restart without a seal file.

    @Test
    void withoutAnySealARestartedApplicationDoesNotSeal() {
        fifteenSealed();
        sql.update("DELETE FROM opsmon_seal");
        alter(3);
        rehash(3);
        restart();
        assertRefuses(Kind.UNSEALED, 1);
    }

    @Test
    void aChainHashedAnewUnderAnOldSealIsNotSealedAfterARestart() {
        fifteenSealed();
        alter(3);
        rehash(3);
        restart();
        assertRefuses(Kind.SEAL_BROKEN, 15);
    }

    @Test
    void withoutASealFileAnOlderBackupIsNotFoundAfterARestart() {
        fifteenSealed();
        truncate(10);
        sql.update("DELETE FROM opsmon_seal WHERE seq > 10");
        restart();
        fiveMore();

        assertThat(chain.keep()).hasSize(1);
        assertThat(open()).isEmpty();
    }

    @Test
    void withoutASealFileAnEmptiedDatabaseIsNotFoundAfterARestart() {
        fifteenSealed();
        List.of(log, "opsmon_chain", "opsmon_seal").forEach(t -> sql.execute("DELETE FROM " + t));
        restart();
        fiveMore();

        assertThat(chain.keep()).hasSize(1);
        assertThat(open()).isEmpty();
    }

    // Across a restart with a seal file.

    @Test
    void anEmptiedDatabaseIsFoundByTheSealFile() {
        withSealFile();
        fifteenSealed();
        List.of(log, "opsmon_chain", "opsmon_seal", "opsmon_finding").forEach(t -> sql.execute("DELETE FROM " + t));
        restart();
        assertRefuses(Kind.ROLLED_BACK, 15);
    }

    @Test
    void removedSealsAreFoundByTheSealFile() {
        withSealFile();
        fifteenSealed();
        sql.update("DELETE FROM opsmon_seal");
        restart();
        assertRefuses(Kind.SEAL_MISSING, 15);
    }

    @Test
    void aRewrittenChainWithoutItsSealsIsFoundByTheSealFile() {
        withSealFile();
        fifteenSealed();
        sql.update("DELETE FROM opsmon_seal");
        alter(3);
        rehash(3);
        restart();
        assertRefuses(Kind.ROLLED_BACK, 15);
    }

    @Test
    void anOlderBackupIsFoundAndAcknowledged() throws IOException {
        withSealFile();
        fifteenSealed();
        fiveMore();
        chain.keep();
        truncate(10);
        sql.update("DELETE FROM opsmon_seal WHERE seq > 10");
        restart();
        assertRefuses(Kind.ROLLED_BACK, 20);

        chain.acknowledge(name, "ada", "restored the backup of Monday after the disk failed");
        fiveMore();

        assertThat(chain.keep()).hasSize(1);
        assertThat(open()).isEmpty();
        assertThat(chain.verify(count -> {}).findings()).isEmpty();
        assertThat(chain.findings().all())
                .extracting(known -> known.finding().kind())
                .contains(Kind.ROLLED_BACK);
        assertThat(chain.findings().all().get(0).acknowledgement())
                .isNotNull()
                .satisfies(known -> assertThat(known.by()).isEqualTo("ada"));
        restart();
        fiveMore();
        assertThat(chain.keep()).hasSize(1);
        fiveMore();
        chain.keep();
        assertThat(chain.verify(count -> {}).findings()).isEmpty();
        clock.now = clock.now.plus(Duration.ofDays(400));
        assertThat(retention(Duration.ZERO).enforce(A_YEAR)).isPositive();
        assertThat(chain.verify(count -> {}).findings()).isEmpty();
    }

    @Test
    void tamperingAfterAnAcknowledgementIsFound() {
        withSealFile();
        fifteenSealed();
        alter(12);
        assertThat(chain.verify(count -> {}).findings()).hasSize(1);
        chain.acknowledge(name, "ada", "a migration went wrong");
        assertThat(chain.verify(count -> {}).findings()).isEmpty();
        assertThat(chain.verify(count -> {}).acknowledged()).hasSize(1);

        alter(4);

        assertThat(chain.verify(count -> {}).findings())
                .extracting(Finding::sequence)
                .contains(4L);
    }

    @Test
    void aMissingSealFileIsFound() throws IOException {
        withSealFile();
        fifteenSealed();
        Files.delete(sealFile());
        restart();
        assertRefuses(Kind.SEAL_FILE_BEHIND, 0);
    }

    @Test
    void anOlderSealFileIsFound() throws IOException {
        withSealFile();
        fifteenSealed();
        List<String> lines = Files.readAllLines(sealFile());
        Files.write(sealFile(), lines.subList(0, 2));
        restart();
        assertRefuses(Kind.SEAL_FILE_BEHIND, 10);
    }

    @Test
    void aDamagedSealFileIsFound() throws IOException {
        withSealFile();
        fifteenSealed();
        List<String> lines = new ArrayList<>(Files.readAllLines(sealFile()));
        lines.set(1, "nothing");
        Files.write(sealFile(), lines);
        restart();
        chain.keep();
        assertThat(open()).extracting(Finding::kind).contains(Kind.SEAL_FILE_DAMAGED);
    }

    @Test
    void aLineOfAKilledProcessIsNoDamage() throws IOException {
        withSealFile();
        fifteenSealed();
        Files.write(
                sealFile(),
                "{\"log\":\"oper".getBytes(StandardCharsets.UTF_8),
                java.nio.file.StandardOpenOption.APPEND);
        restart();
        fiveMore();

        assertThat(chain.keep()).hasSize(1);
        assertThat(open()).isEmpty();
        restart();
        fiveMore();
        assertThat(chain.keep()).hasSize(1);
    }

    @Test
    void aSealThatACrashKeptFromTheDatabaseIsStoredLater() {
        withSealFile();
        fifteenSealed();
        sql.update("DELETE FROM opsmon_seal WHERE seq = 15");
        restart();
        fiveMore();

        assertThat(chain.keep()).hasSize(1);
        assertThat(open()).isEmpty();
        assertThat(chain.verify(count -> {}).findings()).isEmpty();
        assertThat(sql.queryForList("SELECT seq FROM opsmon_seal ORDER BY seq", Long.class))
                .containsExactly(0L, 5L, 10L, 15L, 20L);
    }

    @Test
    void aSealThatTheFileDoesNotTakeIsNotMade() throws IOException {
        Path blocked = Files.createDirectory(directory.resolve("blocked-" + run));
        withSealFile();
        fifteenSealed();
        elsewhere = List.of(new SealFile(blocked));
        long before = seals();
        restart();
        fiveMore();

        assertThatThrownBy(() -> chain.keep()).isInstanceOf(java.io.UncheckedIOException.class);
        assertThat(seals()).isEqualTo(before);
    }

    /** An archive that cannot be read back, such as a mailbox. */
    private record Copies(List<Seal> received, boolean fails) implements SealArchive {
        @Override
        public void keep(Seal seal) {
            received.add(seal);
            if (fails) {
                throw new IllegalStateException("The mailbox is full");
            }
        }
    }

    @Test
    void everyArchiveReceivesEachSealOnceAndAfterTheDatabase() throws IOException {
        Copies failing = new Copies(new ArrayList<>(), true);
        Copies copies = new Copies(new ArrayList<>(), false);
        elsewhere = List.of(failing, new SealFile(sealFile()), copies);
        restart();
        fifteenSealed();

        assertThat(copies.received()).extracting(Seal::sequence).containsExactly(0L, 5L, 10L, 15L);
        assertThat(failing.received()).isEqualTo(copies.received());
        assertThat(Files.readAllLines(sealFile())).hasSize(4);

        alter(12);
        chain.verify(count -> {});
        chain.acknowledge(name, "ada", "a migration went wrong");

        assertThat(copies.received()).last().satisfies(seal -> {
            assertThat(seal.acknowledgement()).isEqualTo("ada: a migration went wrong");
            assertThat(seal.sequence()).isEqualTo(15);
        });
        assertThat(copies.received()).hasSize(5);
    }

    @Test
    void anAcknowledgementLeavesFindingsOfOtherChainsOpen() {
        fifteenSealed();
        chain.findings().report(List.of(new Finding(Kind.ALTERED, "node-2", 7, null, "altered")));
        alter(3);
        chain.verify(count -> {});

        chain.acknowledge(name, "ada", "a migration went wrong");

        assertThat(open())
                .singleElement()
                .satisfies(finding -> assertThat(finding.chain()).isEqualTo("node-2"));
        restart();
        assertThat(open())
                .singleElement()
                .satisfies(finding -> assertThat(finding.chain()).isEqualTo("node-2"));
    }

    @Test
    void findingsAreListedWithTheNewestFirst() {
        for (long sequence : new long[] {3, 9, 5}) {
            clock.now = clock.now.plusSeconds(1);
            chain.findings().report(List.of(new Finding(Kind.ALTERED, name, sequence, null, "altered")));
        }

        assertThat(open()).extracting(Finding::sequence).containsExactly(5L, 9L, 3L);
    }

    // Several nodes.

    @Test
    void sealsOfAnotherNodeAreKeptInTheFileOfEachNode() throws IOException {
        fifteenSealed();
        Path second = directory.resolve("second-" + run + ".ndjson");
        Copies copies = new Copies(new ArrayList<>(), false);
        elsewhere = List.of(new SealFile(second), copies);
        JdbcLogChain<E> other = chain("node-2");

        assertThat(other.keep()).isEmpty();

        List<Long> inFile = new SealFile(second)
                .seals(definition.name()).stream().map(Seal::sequence).toList();
        assertThat(inFile).containsExactly(0L, 5L, 10L, 15L);
        assertThat(copies.received()).extracting(Seal::sequence).containsExactlyElementsOf(inFile);
        other.keep();
        assertThat(copies.received()).hasSize(4);
    }

    @Test
    void anotherNodeSealsWhatAGoneNodeLeft() {
        fifteenSealed();
        fiveMore();
        JdbcLogChain<E> other = chain("node-2");
        assumeThat(definition.commonChain())
                .as("Every node seals the common chain")
                .isNull();
        clock.now = START.plus(Duration.ofHours(3)).plus(Duration.ofMinutes(5));
        assertThat(other.keep()).isEmpty();
        clock.now = clock.now.plus(Duration.ofMinutes(20));

        assertThat(other.keep()).singleElement().satisfies(seal -> {
            assertThat(seal.chain()).isEqualTo(name);
            assertThat(seal.sealedBy()).isEqualTo("node-2");
            assertThat(seal.sequence()).isEqualTo(20);
        });
        fiveMore();
        assertThat(chain.keep()).hasSize(1);
        assertThat(open()).isEmpty();
    }

    @Test
    void anotherNodeDoesNotSealWhatWasRewritten() {
        fifteenSealed();
        JdbcLogChain<E> other = chain("node-2");
        other.keep();
        sql.update("DELETE FROM opsmon_seal WHERE seq > 0");
        alter(3);
        rehash(3);
        clock.now = clock.now.plus(Duration.ofHours(1));

        assertThat(other.keep()).isEmpty();
        assertThat(open()).extracting(Finding::kind).contains(Kind.ROLLED_BACK);
    }

    // The floor.

    @Test
    void nothingYoungerThanTheFloorIsRemoved() throws IOException {
        fifteenSealed();
        clock.now = START.plus(Duration.ofDays(10));

        assertThat(retention(Duration.ofDays(30)).enforce(new RetentionBounds(Duration.ofDays(1), 1L, 10)))
                .isZero();
        assertThat(retention(Duration.ofDays(30)).removeBefore(START.plus(Duration.ofDays(9_000))))
                .isZero();
        assertThat(rows()).isEqualTo(15);
        clock.now = START.plus(Duration.ofDays(31));
        assertThat(retention(Duration.ofDays(30)).removeBefore(START.plus(Duration.ofDays(9_000))))
                .isEqualTo(15);
    }

    // Holds.

    @Test
    void aHoldKeepsItsEntriesAndWhatFollowsThem() throws IOException {
        fifteenSealed();
        String sixth = START.plus(Duration.ofHours(1)).toString();
        LegalHold hold = holds().make(Map.of("from", sixth, held().getKey(), held().getValue()), "case 4711", "ada");
        clock.now = START.plus(Duration.ofDays(800));

        assertThat(retention(Duration.ZERO).enforce(A_YEAR)).isEqualTo(5);
        assertThat(retention(Duration.ZERO).enforce(new RetentionBounds(null, 1L, 10)))
                .isZero();
        assertThat(retention(Duration.ZERO).removeBefore(clock.now)).isZero();
        assertThat(rows()).isEqualTo(10);
        assertThat(chain.verify(count -> {}).findings()).isEmpty();

        assertThat(holds().lift(hold.number(), "closed", "bob")).isPresent();
        assertThat(holds().lift(hold.number(), "closed", "bob")).isEmpty();
        assertThat(retention(Duration.ZERO).enforce(A_YEAR)).isEqualTo(10);
        assertThat(holds().all())
                .singleElement()
                .satisfies(known -> assertThat(known.isActive()).isFalse());
    }

    /** A search finds a name in any case, so a hold with the same filter keeps the entries that the search finds. */
    @Test
    void aHoldKeepsEntriesOfItsPersonInAnyCase() throws IOException {
        assumeThat(definition.hasPersonKey()).isTrue();
        fifteenSealed();
        boolean isOfLogins = definition.equals(LoginLogDefinition.LOGIN_LOG);
        String filter = isOfLogins ? "username" : "operator";
        LegalHold hold = holds().make(Map.of(filter, isOfLogins ? "ADA" : "U-7"), "case 4711", "ada");
        clock.now = START.plus(Duration.ofDays(800));

        assertThat(retention(Duration.ZERO).enforce(A_YEAR)).isZero();
        assertThatThrownBy(() -> holds().requireNotHeld(definition.person().name(), isOfLogins ? "ada" : "u-7"))
                .isInstanceOf(HeldEntriesException.class);

        assertThat(holds().lift(hold.number(), "closed", "bob")).isPresent();
        assertThat(retention(Duration.ZERO).enforce(A_YEAR)).isEqualTo(15);
    }

    @Test
    void aHoldKeepsEntriesOutsideOfChains() throws IOException {
        StoredRows.insert(
                definition,
                database,
                IntStream.range(0, 10)
                        .mapToObj(i -> entries.apply(START.plus(Duration.ofDays(i))))
                        .toList());
        holds().make(Map.of("from", START.plus(Duration.ofDays(4)).toString()), "case 4711", "ada");
        clock.now = START.plus(Duration.ofDays(800));

        assertThat(retention(Duration.ZERO).enforce(A_YEAR)).isEqualTo(4);
        assertThat(rows()).isEqualTo(6);
    }

    @Test
    void aHoldThatWasChangedOrRemovedInTheDatabaseStopsRetention() {
        fifteenSealed();
        holds().make(Map.of(), "case 1", "ada");
        holds().make(Map.of(held().getKey(), "FAILURE"), "case 2", "ada");
        clock.now = START.plus(Duration.ofDays(800));
        sql.update(
                "UPDATE opsmon_hold SET lifted_at = made_at, lifted_by = 'root', lift_reason = 'none' WHERE hold_no = 1");

        assertThatThrownBy(() -> retention(Duration.ZERO).enforce(A_YEAR))
                .isInstanceOf(TamperedLogException.class)
                .hasMessageContaining("HOLD_ALTERED");

        sql.update("DELETE FROM opsmon_finding");
        sql.update("DELETE FROM opsmon_hold WHERE hold_no = 1");
        restart();
        assertThatThrownBy(() -> retention(Duration.ZERO).enforce(A_YEAR))
                .isInstanceOf(TamperedLogException.class)
                .hasMessageContaining("HOLD_ALTERED");
        assertThat(rows()).isEqualTo(15);
    }

    @Test
    void theDataOfAHeldPersonAreNotRemoved() {
        assumeThat(isOfChanges()).as("Data changes have no report on a person").isFalse();
        fifteenSealed();
        String person = definition.equals(LoginLogDefinition.LOGIN_LOG) ? "ada" : "u-7";
        LegalHold hold = holds().make(Map.of("to", START.plusSeconds(1).toString()), "case 4711", "bob");

        assertThatThrownBy(() -> personalData().remove(person, PersonalData.Removal.PSEUDONYMISE))
                .isInstanceOf(HeldEntriesException.class)
                .hasMessageContaining("legal hold 1 (case 4711)");
        assertThatThrownBy(() -> personalData().requireNotHeld(person)).isInstanceOf(HeldEntriesException.class);
        personalData().requireNotHeld("eve");
        assertThat(personalData().report(person).count()).isEqualTo(15);

        holds().lift(hold.number(), "closed", "bob");
        assertThat(personalData().remove(person, PersonalData.Removal.ERASE)).isEqualTo(15);
        assertThat(personalData().report(person).count()).isZero();
        assertThat(chain.verify(count -> {}).findings()).isEmpty();
    }

    @Test
    void verificationFindsAHoldThatWasChangedInTheDatabase() {
        fifteenSealed();
        holds().make(Map.of(), "case 1", "ada");
        sql.update("UPDATE opsmon_hold SET reason = 'none' WHERE hold_no = 1");

        assertThat(chain.verify(count -> {}).findings())
                .extracting(Finding::kind, Finding::chain, Finding::sequence)
                .containsExactly(tuple(Kind.HOLD_ALTERED, "(legal holds)", 1L));
        assertThat(chain.findings().openInMemory()).isEqualTo(1);

        chain.acknowledge("(legal holds)", "ada", "corrected by hand");

        assertThat(chain.verify(count -> {})).satisfies(report -> {
            assertThat(report.isIntact()).isTrue();
            assertThat(report.acknowledged()).extracting(Finding::kind).containsExactly(Kind.HOLD_ALTERED);
        });
        assertThat(chain.findings().openInMemory()).isZero();
    }

    @Test
    void findingsAboutHoldsAreAcknowledgedAndTheOtherHoldsStayInForce() throws IOException {
        fifteenSealed();
        holds().make(Map.of(), "case 1", "ada");
        holds().make(Map.of("from", START.plus(Duration.ofHours(1)).toString()), "case 2", "ada");
        sql.update("DELETE FROM opsmon_hold WHERE hold_no = 1");
        clock.now = START.plus(Duration.ofDays(800));
        assertThatThrownBy(() -> retention(Duration.ZERO).enforce(A_YEAR)).isInstanceOf(TamperedLogException.class);
        assertThat(open()).extracting(Finding::chain).containsExactly("(legal holds)");

        chain.acknowledge("(legal holds)", "ada", "the first hold was of a test");

        assertThat(open()).isEmpty();
        assertThat(retention(Duration.ZERO).enforce(A_YEAR)).isEqualTo(5);
        restart();
        assertThat(open()).isEmpty();
    }

    @Test
    void anEntryIsNotOlderThanTheSealBeforeIt() throws IOException {
        fifteenSealed();
        // The clock of the node was wrong for a while, and the entries were recorded with its time.
        store(List.of(entries.apply(START.minus(Duration.ofDays(9_000)))));
        chain.keep();
        clock.now = START.plus(Duration.ofDays(5));

        assertThat(retention(Duration.ofDays(30)).removeBefore(clock.now)).isZero();
    }
}
