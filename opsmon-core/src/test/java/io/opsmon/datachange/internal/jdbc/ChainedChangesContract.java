package io.opsmon.datachange.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.chain.ChainLink;
import io.opsmon.chain.Finding;
import io.opsmon.chain.Finding.Kind;
import io.opsmon.chain.SealKey;
import io.opsmon.chain.Sealer;
import io.opsmon.datachange.internal.CaptureSettings;
import io.opsmon.datachange.internal.ChainedChange;
import io.opsmon.datachange.internal.ChangeOrigin;
import io.opsmon.datachange.internal.DataChange;
import io.opsmon.datachange.internal.DataChangeFilter;
import io.opsmon.datachange.internal.DataChangeLog;
import io.opsmon.datachange.internal.FailurePolicy;
import io.opsmon.datachange.internal.NamePattern;
import io.opsmon.internal.schema.SchemaMigrator;
import io.opsmon.internal.schema.SchemaMode;
import io.opsmon.log.HeldEntriesException;
import io.opsmon.log.internal.RetentionBounds;
import io.opsmon.log.internal.archive.LogArchive;
import io.opsmon.log.internal.jdbc.JdbcLegalHolds;
import io.opsmon.log.internal.jdbc.JdbcLogChain;
import io.opsmon.log.internal.jdbc.JdbcLogRepository;
import io.opsmon.log.internal.jdbc.JdbcLogRetention;
import io.opsmon.log.internal.jdbc.LogStatements;
import io.opsmon.operationlog.OperationLogDefinition;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogFilter;
import io.opsmon.operationlog.TestEntries;
import io.opsmon.testsupport.TestDatabases;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** Data changes of triggers in the integrity chain of the database: order, erasure, retention and legal holds. */
abstract class ChainedChangesContract {

    private static final Instant FAR = Instant.parse("2060-01-01T00:00:00Z");
    private static final int MAX_ROWS = 1_000;

    private final HikariDataSource database = database();
    private final JdbcTemplate sql = new JdbcTemplate(database);
    private static final ThreadLocal<@Nullable ChangeOrigin> ORIGIN = new ThreadLocal<>();
    private final OriginDataSource origins = new OriginDataSource(ORIGIN::get, new WritePaths(() -> database));
    private final Sealer sealer =
            new Sealer(List.of(SealKey.hmac("k1", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")));
    private JdbcLogChain<ChainedChange> chain = chain("node-1");

    @TempDir
    Path directory = Path.of("");

    abstract HikariDataSource database();

    private JdbcLogChain<ChainedChange> chain(String node) {
        return new JdbcLogChain<>(DataChangeLog.DATA_CHANGE, database, node, sealer, List.of(), Clock.systemUTC());
    }

    @BeforeEach
    void begin() throws SQLException {
        new SchemaMigrator(database, List.of("chain", "operation-log", "data-change")).run(SchemaMode.MIGRATE);
        sql.execute("CREATE TABLE item (id BIGINT PRIMARY KEY, name VARCHAR(60))");
        capture(MAX_ROWS);
    }

    private void capture(int maxRows) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            CaptureSettings settings = new CaptureSettings(
                    "shop",
                    NamePattern.all(List.of("item")),
                    List.of(),
                    List.of(),
                    column -> false,
                    maxRows,
                    1_000,
                    FailurePolicy.FAIL_CLOSED);
            assertThat(TriggerUpkeeps.of(connection)
                            .maintain(connection, settings)
                            .problems())
                    .isEmpty();
        }
    }

    @AfterEach
    void drop() {
        if (database.getJdbcUrl().startsWith("jdbc:h2:")) {
            database.close();
        } else {
            TestDatabases.drop(database);
        }
    }

    private void items(int from, int to) {
        for (int id = from; id <= to; id++) {
            sql.update("INSERT INTO item VALUES (?, 'new')", id);
        }
    }

    private List<DataChange> changes() {
        return new JdbcDataChanges(database, Duration.ofSeconds(30)).find(DataChangeFilter.ALL, null, 1_000_000);
    }

    private List<ChainedChange> chained() {
        LogStatements<ChainedChange> table = new LogStatements<>(DataChangeLog.DATA_CHANGE, database, null);
        return table.transactions().run("read", c -> table.select(c, "ORDER BY chain_seq, id"));
    }

    private static ChainLink link(ChainedChange change) {
        return Objects.requireNonNull(change.chain());
    }

    private List<Finding> verify() {
        return chain.verify(count -> {}).findings();
    }

    private JdbcLegalHolds operationHolds() {
        return new JdbcLegalHolds(OperationLogDefinition.OPERATION_LOG, database, sealer, Clock.systemUTC());
    }

    private JdbcLegalHolds holds() {
        return new JdbcLegalHolds(
                DataChangeLog.DATA_CHANGE,
                database,
                sealer,
                Clock.systemUTC(),
                new JdbcLegalHolds.Related(operationHolds(), "operation_id"));
    }

    private ChangeErasure erasure() {
        return new ChangeErasure(database, sealer, holds());
    }

    private long removeAll(@Nullable LogArchive<ChainedChange> archive) throws IOException {
        return new JdbcLogRetention<>(
                        DataChangeLog.DATA_CHANGE,
                        database,
                        sealer,
                        archive,
                        10,
                        Clock.fixed(FAR, ZoneOffset.UTC),
                        Duration.ZERO,
                        chain.findings(),
                        holds(),
                        null)
                .enforce(new RetentionBounds(Duration.ofDays(365), null, 10));
    }

    @Test
    void appendsChangesInTheOrderOfEachRowWhileTwoNodesLinkAndTransactionsCommitLate() throws Exception {
        long seed = System.nanoTime();
        items(1, 10);
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try {
            List<Future<?>> linking = List.of(
                    threads.submit(() -> linkUntil(done, chain)),
                    threads.submit(() -> linkUntil(done, chain("node-2"))));
            List<Future<?>> writing = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Random random = new Random(seed + i);
                writing.add(threads.submit(() -> write(random)));
            }
            for (Future<?> each : writing) {
                each.get();
            }
            done.set(true);
            for (Future<?> each : linking) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
        chain.link();

        List<ChainedChange> all = chained();
        assertThat(all).hasSizeGreaterThan(150);
        Map<String, ChainedChange> last = new HashMap<>();
        for (int i = 0; i < all.size(); i++) {
            ChainedChange change = all.get(i);
            assertThat(link(change).sequence()).as("seed %d", seed).isEqualTo(i + 1L);
            @Nullable
            ChainedChange before = last.put(String.valueOf(change.change().key()), change);
            if (before != null) {
                assertThat(change.change().id())
                        .as("seed %d", seed)
                        .isGreaterThan(before.change().id());
            }
        }
        assertThat(chain.keep()).hasSize(1);
        assertThat(verify()).isEmpty();
    }

    private static @Nullable Object linkUntil(AtomicBoolean done, JdbcLogChain<ChainedChange> linking) {
        while (!done.get()) {
            linking.link();
        }
        return null;
    }

    /** Changes rows in transactions of several statements, in ascending order of the rows. */
    private @Nullable Object write(Random random) throws SQLException {
        for (int i = 0; i < 40; i++) {
            try (Connection connection = database.getConnection()) {
                connection.setAutoCommit(false);
                try (Statement statement = connection.createStatement()) {
                    int from = 1 + random.nextInt(5);
                    for (int id = from; id <= from + random.nextInt(5); id++) {
                        statement.executeUpdate("UPDATE item SET name = 'n" + random.nextInt() + "' WHERE id = " + id);
                    }
                }
                if (random.nextInt(4) == 0) {
                    connection.rollback();
                } else {
                    connection.commit();
                }
            }
        }
        return null;
    }

    @Test
    void appendsAChangeOfATransactionThatCommitsAfterALaterOne() throws SQLException {
        items(1, 2);
        try (Connection late = database.getConnection()) {
            late.setAutoCommit(false);
            try (Statement statement = late.createStatement()) {
                statement.executeUpdate("UPDATE item SET name = 'late' WHERE id = 1");
            }
            sql.update("UPDATE item SET name = 'early' WHERE id = 2");
            assertThat(chain.link()).isEqualTo(3);
            late.commit();
        }

        assertThat(chain.link()).isEqualTo(1);
        chain.keep();
        assertThat(verify()).isEmpty();
        assertThat(chained())
                .last()
                .satisfies(change -> assertThat(change.change().key()).isEqualTo("1"));
    }

    @Test
    void namesAnAlteredARemovedAndAnInsertedChange() {
        items(1, 6);
        chain.keep();
        List<ChainedChange> all = chained();

        sql.update("UPDATE opsmon_data_change SET new_values = NULL WHERE chain_seq = 2");
        sql.update("DELETE FROM opsmon_data_change WHERE chain_seq = 4");
        sql.update("UPDATE opsmon_data_change SET chain_seq = 7 WHERE chain_seq = 6");

        assertThat(verify())
                .extracting(Finding::kind, Finding::sequence)
                .contains(
                        org.assertj.core.api.Assertions.tuple(Kind.ALTERED, 2L),
                        org.assertj.core.api.Assertions.tuple(Kind.MISSING, 4L),
                        org.assertj.core.api.Assertions.tuple(Kind.MISSING, 6L));
        UUID altered = Objects.requireNonNull(verify().get(0).entryId());
        assertThat(DataChangeLog.DATA_CHANGE.idText(altered))
                .isEqualTo(all.get(1).change().id().toString());
    }

    @Test
    void findsARowThatClaimsAChainWithoutAPosition() {
        items(1, 3);
        chain.keep();

        sql.update("UPDATE opsmon_data_change SET chain_seq = NULL WHERE chain_seq = 3");

        assertThat(verify()).extracting(Finding::kind).contains(Kind.UNCHAINED);
        assertThat(chain.link()).isZero();
    }

    @Test
    void erasesTheValuesOfARowInTheChainAndOfARowThatWaits() {
        items(1, 3);
        chain.keep();
        sql.update("UPDATE item SET name = 'secret' WHERE id = 2");

        assertThat(erasure().eraseValues(table(), "2")).isEqualTo(2);

        assertThat(changes())
                .filteredOn(change -> Objects.equals(change.key(), "2"))
                .hasSize(2)
                .allSatisfy(change -> {
                    assertThat(change.newValues()).isNull();
                    assertThat(change.note()).isEqualTo("values erased");
                });
        chain.keep();
        assertThat(verify()).isEmpty();
        assertThat(chained().get(1)).satisfies(change -> {
            assertThat(link(change).isErased()).isTrue();
            assertThat(link(change).proof()).startsWith("k1:");
        });

        sql.update("UPDATE opsmon_data_change SET note = 'nothing' WHERE chain_seq = 2");
        assertThat(verify()).extracting(Finding::kind).containsExactly(Kind.ALTERED);
    }

    @Test
    void anErasureAndLinkingAtTheSameTimeLeaveTheChainIntact() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            AtomicBoolean done = new AtomicBoolean();
            Future<?> linking = threads.submit(() -> linkUntil(done, chain));
            for (int i = 1; i <= 40; i++) {
                items(i, i);
                assertThat(erasure().eraseValues(table(), String.valueOf(i))).isEqualTo(1);
            }
            done.set(true);
            linking.get();
        } finally {
            threads.shutdownNow();
        }
        chain.keep();
        assertThat(verify()).isEmpty();
        assertThat(changes())
                .hasSize(40)
                .allSatisfy(change -> assertThat(change.newValues()).isNull());
    }

    @Test
    void replacesAnOperatorWithAndWithoutTheValues() throws SQLException {
        asOperation(UUID.randomUUID(), "ada", "INSERT INTO item VALUES (1, 'one')");
        chain.keep();

        assertThat(erasure().removeOperator("ada", "person-1", false)).isEqualTo(1);
        assertThat(verify()).isEmpty();
        assertThat(changes()).singleElement().satisfies(change -> {
            assertThat(change.operatorId()).isEqualTo("person-1");
            assertThat(change.newValues()).contains("one");
        });

        assertThat(erasure().removeOperator("person-1", "person-2", true)).isEqualTo(1);
        assertThat(verify()).isEmpty();
        assertThat(changes()).singleElement().satisfies(change -> {
            assertThat(change.newValues()).isNull();
            assertThat(change.key()).isNull();
        });
    }

    @Test
    void retentionArchivesTheBeginningOfTheChain() throws IOException {
        items(1, 25);
        chain.keep();
        LogArchive<ChainedChange> archive =
                new LogArchive<>(DataChangeLog.DATA_CHANGE, directory, sealer, Clock.systemUTC());

        assertThat(removeAll(archive)).isEqualTo(25);

        items(26, 30);
        chain.keep();
        assertThat(verify()).isEmpty();
        assertThat(changes()).hasSize(5);
    }

    @Test
    void retentionDoesNotStopLinkingOfOlderRows() throws Exception {
        items(1, 30);
        sql.update("UPDATE opsmon_data_change SET changed_at = TIMESTAMP '2001-01-01 00:00:00'");
        ExecutorService threads = Executors.newFixedThreadPool(1);
        try {
            Future<?> removing = threads.submit(() -> removeAll(null));
            chain.keep();
            removing.get();
        } finally {
            threads.shutdownNow();
        }
        chain.keep();
        assertThat(verify()).isEmpty();
    }

    @Test
    void aHoldKeepsTheChangesOfARowAlsoAcrossAChangeOfItsKey() throws IOException {
        items(1, 9);
        sql.update("UPDATE item SET id = 100 WHERE id = 4");
        chain.keep();
        holds().make(Map.of("table", table(), "key", "100"), "case 1", "bob");

        assertThat(removeAll(null)).isEqualTo(9);

        assertThat(changes())
                .singleElement()
                .satisfies(change -> assertThat(change.newKey()).isEqualTo("100"));
        assertThatThrownBy(() -> erasure().eraseValues(table(), "100")).isInstanceOf(HeldEntriesException.class);
    }

    @Test
    void aHoldOnAnOperationKeepsItsChanges() throws Exception {
        OperationLogEntry entry = TestEntries.at(Instant.parse("2026-01-01T00:00:00Z"));
        new JdbcLogRepository<OperationLogEntry, OperationLogFilter>(
                        OperationLogDefinition.OPERATION_LOG, database, Duration.ofSeconds(10), null)
                .saveAll(List.of(entry));
        items(1, 3);
        asOperation(entry.id(), "u-7", "UPDATE item SET name = 'held' WHERE id = 2");
        items(4, 6);
        chain.keep();
        operationHolds().make(Map.of("operator", "u-7"), "case 2", "bob");

        assertThat(removeAll(null)).isEqualTo(3);

        assertThat(changes()).hasSize(4);
        assertThatThrownBy(() -> erasure().eraseValues(table(), "2"))
                .isInstanceOf(HeldEntriesException.class)
                .hasMessageContaining("case 2");
        assertThat(erasure().eraseValues(table(), "6")).isEqualTo(1);
        assertThat(verify()).isEmpty();
    }

    @Test
    void aHoldOnAnOperationsIdentifierKeepsItsChanges() throws Exception {
        UUID operation = UUID.randomUUID();
        asOperation(operation, "ada", "INSERT INTO item VALUES (1, 'one')");
        chain.keep();
        holds().make(Map.of("operation", operation.toString()), "case 3", "bob");

        assertThat(removeAll(null)).isZero();
        assertThatThrownBy(() -> holds().make(Map.of("operation", "4711"), "case 4", "bob"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** A row that counts further rows is committed and linked before the next statement of the same operation. */
    @Test
    void committedRowsNeverChangeIfAnOperationContinuesInTheSameSession() throws SQLException {
        items(1, 5);
        capture(2);
        try (Connection connection = origins.wrap(database.getConnection());
                Statement statement = connection.createStatement()) {
            ORIGIN.set(new ChangeOrigin(UUID.randomUUID(), "ada", null, "shop"));
            for (int i = 0; i < 3; i++) {
                statement.executeUpdate("UPDATE item SET name = 'n" + i + "'");
                chain.link();
            }
        } finally {
            ORIGIN.remove();
        }
        chain.keep();
        assertThat(verify()).isEmpty();
    }

    private void asOperation(UUID operation, String operator, String statement) throws SQLException {
        ORIGIN.set(new ChangeOrigin(operation, operator, null, "shop"));
        try (Connection connection = origins.wrap(database.getConnection());
                Statement write = connection.createStatement()) {
            write.executeUpdate(statement);
        } finally {
            ORIGIN.remove();
        }
    }

    private String table() {
        return changes().get(0).table();
    }
}
