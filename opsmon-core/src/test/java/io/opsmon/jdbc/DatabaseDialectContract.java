package io.opsmon.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opsmon.internal.jdbc.Dialects;
import io.opsmon.internal.jdbc.LikePattern;
import io.opsmon.internal.jdbc.OwnTransactions;
import io.opsmon.internal.schema.MigratedDataSource;
import io.opsmon.internal.schema.SchemaMigrator;
import io.opsmon.internal.schema.SchemaMode;
import io.opsmon.log.Outcome;
import io.opsmon.operationlog.OperationLogDefinition;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogFilter;
import io.opsmon.operationlog.TestEntries;
import io.opsmon.operationlog.internal.jdbc.JdbcOperationLogRepository;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The contract of every {@link DatabaseDialect}. The test of a dialect extends this class and provides an empty
 * database and the dialect. Each test has the tables of the migration, or the tables of {@link #createTables}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class DatabaseDialectContract {

    private static final List<String> ALL = List.of("operation-log", "login-log", "chain", "online-user", "backup");

    private final DataSource database = emptyDatabase();
    private final List<DatabaseDialect> own = dialects();
    private final MigratedDataSource tables = new MigratedDataSource(
            database,
            new SchemaMigrator(database, ALL, Set.of(), new Dialects(own)),
            isMigrated() ? SchemaMode.MIGRATE : SchemaMode.NONE);
    private final JdbcTemplate sql = new JdbcTemplate(tables);
    private final OwnTransactions transactions = new OwnTransactions(tables);
    private final JdbcOperationLogRepository repository =
            new JdbcOperationLogRepository(tables, Duration.ofSeconds(10));

    /** Returns a pool with at least two connections to an empty database. */
    protected abstract DataSource emptyDatabase();

    /** Returns the dialect under test; empty for opsmon's own dialects. */
    protected List<DatabaseDialect> dialects() {
        return List.of();
    }

    /** Creates the tables, for a dialect without migration. */
    protected void createTables(DataSource target) {
        throw new IllegalStateException("A dialect without migration needs tables");
    }

    private boolean isMigrated() {
        return own.stream().allMatch(DatabaseDialect::isMigrated);
    }

    private DatabaseDialect dialect() {
        return transactions.run("Detect the dialect", transactions::dialect);
    }

    @BeforeAll
    void create() {
        if (isMigrated()) {
            tables.migrate();
        } else {
            createTables(database);
        }
    }

    @BeforeEach
    void empty() {
        sql.execute("DELETE FROM opsmon_operation_log");
    }

    private long count() {
        return Objects.requireNonNull(sql.queryForObject("SELECT COUNT(*) FROM opsmon_operation_log", Long.class));
    }

    @Test
    void supportsTheDatabaseWithinATransactionThatGoesOn() {
        transactions.execute("Detect within a transaction", connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate("INSERT INTO opsmon_lock (name, lock_until, locked_at, locked_by)"
                        + " VALUES ('contract', '2020-01-01 00:00:00', '2020-01-01 00:00:00', 'test')");
                DatabaseDialect found = new Dialects(own).of(connection);
                assertThat(found.unsuitability(connection)).isNull();
                if (!own.isEmpty()) {
                    assertThat(found).isSameAs(own.get(0));
                }
                assertThat(statement.executeUpdate("DELETE FROM opsmon_lock WHERE name = 'contract'"))
                        .isEqualTo(1);
            }
        });
    }

    @Test
    void migratesTheTablesOnce() {
        if (isMigrated()) {
            new SchemaMigrator(database, ALL, Set.of(), new Dialects(own)).run(SchemaMode.VALIDATE);
        }
        for (String table : List.of("opsmon_login_log", "opsmon_seal", "opsmon_online_session", "opsmon_backup")) {
            assertThat(sql.queryForObject("SELECT COUNT(*) FROM " + table, Long.class))
                    .isZero();
        }
    }

    @Test
    void givesBackUuidsAndSortsThemByTheirBytes() {
        List<UUID> ids = List.of(
                new UUID(0x0190_0000_0000_7000L, 0x8000_0000_0000_0001L),
                new UUID(0x0190_0000_0001_7000L, 0x8000_0000_0000_0000L),
                new UUID(0x7fff_ffff_ffff_7fffL, 0xbfff_ffff_ffff_ffffL));
        repository.saveAll(List.of(TestEntries.complete()));
        transactions.execute("Copy an entry", connection -> {
            copy(connection, ids.get(2));
            copy(connection, ids.get(0));
            copy(connection, ids.get(1));
        });

        List<UUID> found = sql.query(
                "SELECT id FROM opsmon_operation_log WHERE id IN (?, ?, ?) AND id >= ? ORDER BY id",
                (row, number) -> Objects.requireNonNull(dialect().uuid(row, 1)),
                dialect().toSql(ids.get(2)),
                dialect().toSql(ids.get(1)),
                dialect().toSql(ids.get(0)),
                dialect().toSql(ids.get(0)));

        assertThat(found).containsExactlyElementsOf(ids);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-03-01T12:00:00Z",
                "2026-03-01T12:00:00.000001Z",
                "2026-03-29T01:30:00.999999Z",
                "2026-10-25T00:30:00.123456Z",
                "1999-12-31T23:59:59.999999Z"
            })
    void givesBackInstantsToTheMicrosecond(String text) {
        Instant instant = Instant.parse(text);
        repository.saveAll(List.of(TestEntries.at(instant)));

        DatabaseDialect dialect = dialect();
        assertThat(sql.query(
                        "SELECT occurred_at FROM opsmon_operation_log WHERE occurred_at >= ? AND occurred_at < ?",
                        (row, number) -> dialect.instant(row, 1),
                        dialect.toSql(instant),
                        dialect.toSql(instant.plusNanos(1_000))))
                .containsExactly(instant);
        assertThat(sql.queryForObject(
                        "SELECT FLOOR(" + dialect.epochSeconds("occurred_at") + ") FROM opsmon_operation_log",
                        Long.class))
                .isEqualTo(instant.getEpochSecond());
    }

    /** The reading of NULL matters for optional references to other entries. */
    @Test
    void readsNoUuid() {
        repository.saveAll(List.of(TestEntries.complete()));

        assertThat(sql.query(
                        "SELECT chain_salt FROM opsmon_operation_log",
                        (row, number) -> dialect().uuid(row, 1) == null))
                .containsExactly(true);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 8, 9, 199, 200, 201, 450})
    void insertsBatchesOfEverySize(int size) {
        List<OperationLogEntry> entries = IntStream.range(0, size)
                .mapToObj(i -> TestEntries.described("line\t" + i + "\n\\ 中文 🙂"))
                .toList();

        repository.saveAll(entries);

        assertThat(count()).isEqualTo(size);
        assertThat(repository.findById(entries.get(size - 1).id())).contains(entries.get(size - 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 20, 250})
    void storesAnIdOnce(int size) {
        List<OperationLogEntry> entries = IntStream.range(0, size)
                .mapToObj(i -> TestEntries.described("entry " + i))
                .toList();
        repository.saveAll(entries.subList(0, (size + 1) / 2));

        repository.saveAll(entries);
        repository.saveAll(entries);

        assertThat(count()).isEqualTo(size);
    }

    @Test
    void goesOnAfterASavepointWhenAKeyIsKnown() {
        OperationLogEntry known = TestEntries.complete();
        repository.saveAll(List.of(known));
        transactions.execute("Insert a known id", connection -> {
            Savepoint before = connection.setSavepoint();
            assertThatThrownBy(() -> copy(connection, known.id()))
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            failure -> assertThat(failure.getSQLState()).startsWith("23"));
            connection.rollback(before);
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM opsmon_operation_log")) {
                assertThat(row.next()).isTrue();
                assertThat(row.getLong(1)).isEqualTo(1);
            }
        });
    }

    /** Copies the only entry that was not copied itself, with another id. */
    private void copy(Connection connection, UUID id) throws SQLException {
        String others = OperationLogDefinition.OPERATION_LOG.names().replaceFirst("^id, ", "");
        List<Object> values = new ArrayList<>();
        try (Statement select = connection.createStatement();
                ResultSet row = select.executeQuery("SELECT " + others + " FROM opsmon_operation_log")) {
            row.next();
            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                values.add(row.getObject(i));
            }
        }
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO opsmon_operation_log (id, " + others
                + ") VALUES (?" + ", ?".repeat(values.size()) + ")")) {
            insert.setObject(1, dialect().toSql(id));
            for (int i = 0; i < values.size(); i++) {
                insert.setObject(i + 2, values.get(i));
            }
            insert.executeUpdate();
        }
    }

    @Test
    void refusesATextThatIsLongerThanItsColumn() throws SQLException {
        OperationLogEntry tooLong = TestEntries.entry(TestEntries.NOON, "m".repeat(101), "OTHER", "", Outcome.SUCCESS);
        try (Connection connection = tables.getConnection()) {
            assertThat(dialect().cutsLongTexts(connection)).isFalse();
        }

        assertThatThrownBy(() -> repository.saveAll(List.of(tooLong))).isInstanceOf(DataAccessException.class);

        assertThat(count()).isZero();
    }

    @Test
    void givesBackAllValuesOfTheTable() {
        assertThat(repository.checkStoredValues()).isNull();
    }

    @Test
    void limitsTheRowsOfAQuery() {
        repository.saveAll(IntStream.range(0, 5)
                .mapToObj(i -> TestEntries.described("entry " + i))
                .toList());
        String query = "SELECT id FROM opsmon_operation_log WHERE module IS NOT NULL ORDER BY id ";

        assertThat(sql.queryForList(query + dialect().limit("?"), 3)).hasSize(3);
        assertThat(sql.queryForList(query + dialect().limit("1"))).hasSize(1);
        assertThat(sql.queryForObject(
                        "SELECT COUNT(*) FROM (" + query + dialect().limit("4") + ") bounded", Long.class))
                .isEqualTo(4);
    }

    @Test
    void findsTextsWhateverTheirCaseAndTheLocale() {
        repository.saveAll(List.of(
                TestEntries.described("Price of TEA in 100%_stock!"),
                TestEntries.described("price of coffee in 100 stock"),
                TestEntries.described("INVOICE ID 7")));
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr"));
            assertThat(containing("price of")).isEqualTo(2);
            assertThat(containing("100%_STOCK!")).isEqualTo(1);
            assertThat(containing("invoice id")).isEqualTo(1);
            assertThat(containing("%")).isEqualTo(1);
            assertThat(containing("cocoa")).isZero();
        } finally {
            Locale.setDefault(before);
        }
    }

    private long containing(String part) {
        return Objects.requireNonNull(sql.queryForObject(
                "SELECT COUNT(*) FROM opsmon_operation_log WHERE " + dialect().containsIgnoringCase("description"),
                Long.class,
                LikePattern.containing(part)));
    }

    @Test
    void knowsNoIndexThatDoesNotExist() throws SQLException {
        try (Connection connection = tables.getConnection()) {
            assertThat(dialect().hasTextIndex(connection, "opsmon_no_such_index"))
                    .isFalse();
        }
    }

    @Test
    void streamsALongResult() {
        repository.saveAll(IntStream.range(0, 300)
                .mapToObj(i -> TestEntries.described("entry " + i))
                .toList());

        List<UUID> found = transactions.run("Stream a result", connection -> {
            List<UUID> ids = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement("SELECT id FROM opsmon_operation_log")) {
                select.setFetchSize(dialect().streamingFetchSize(connection, 100));
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        ids.add(Objects.requireNonNull(dialect().uuid(row, 1)));
                    }
                }
            }
            return ids;
        });

        assertThat(found).hasSize(300).doesNotHaveDuplicates();
    }

    @Test
    void readsOneStateOfTheDatabase() {
        repository.saveAll(List.of(TestEntries.complete()));

        List<Long> counts = transactions.readSnapshot("Count twice", connection -> {
            long first = count(connection);
            repository.saveAll(List.of(TestEntries.complete()));
            return List.of(first, count(connection));
        });

        assertThat(counts).containsExactly(1L, 1L);
        assertThat(repository.find(OperationLogFilter.ALL).total().value()).isEqualTo(2);
    }

    private static long count(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT COUNT(*) FROM opsmon_operation_log")) {
            row.next();
            return row.getLong(1);
        }
    }
}
