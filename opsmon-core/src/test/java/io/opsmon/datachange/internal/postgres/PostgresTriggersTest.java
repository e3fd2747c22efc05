package io.opsmon.datachange.internal.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.datachange.internal.CaptureSettings;
import io.opsmon.datachange.internal.ChangeAction;
import io.opsmon.datachange.internal.DataChange;
import io.opsmon.datachange.internal.DataChangeFilter;
import io.opsmon.datachange.internal.FailurePolicy;
import io.opsmon.datachange.internal.NamePattern;
import io.opsmon.datachange.internal.TriggerUpkeep;
import io.opsmon.datachange.internal.jdbc.JdbcDataChanges;
import io.opsmon.internal.schema.SchemaMigrator;
import io.opsmon.internal.schema.SchemaMode;
import io.opsmon.testsupport.TestDatabases;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresTriggersTest {

    private final HikariDataSource database = TestDatabases.postgres();
    private final JdbcDataChanges changes = new JdbcDataChanges(database, Duration.ofSeconds(10));

    @BeforeEach
    void migrate() throws SQLException {
        new SchemaMigrator(database, List.of("data-change")).run(SchemaMode.MIGRATE);
        execute(
                "CREATE SCHEMA shop",
                "CREATE TABLE shop.orders (id BIGINT PRIMARY KEY, status TEXT, total NUMERIC(30,10), note TEXT,"
                        + " api_token TEXT, paid BOOLEAN, data JSONB)",
                "CREATE TABLE shop.line (order_id BIGINT, position INT, sku TEXT, PRIMARY KEY (order_id, position))",
                "CREATE TABLE shop.plain (a INT, b TEXT)");
    }

    @AfterEach
    void drop() {
        TestDatabases.drop(database);
    }

    private static CaptureSettings settings(String... tables) {
        return settings(FailurePolicy.FAIL_OPEN, 1_000, 10_000, tables);
    }

    private static CaptureSettings settings(FailurePolicy policy, int maxRows, int maxValueLength, String... tables) {
        return new CaptureSettings(
                "shop-app",
                NamePattern.all(List.of(tables)),
                NamePattern.all(List.of("orders.note")),
                List.of(),
                column -> column.contains("token"),
                maxRows,
                maxValueLength,
                policy);
    }

    private TriggerUpkeep.Result maintain(CaptureSettings settings) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            return new PostgresTriggers().maintain(connection, settings);
        }
    }

    private void execute(String... statements) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    /** The changes in the order in which they were made. */
    private List<DataChange> recorded() {
        List<DataChange> found = new ArrayList<>(changes.find(DataChangeFilter.ALL, null, 10_000));
        Collections.reverse(found);
        return found;
    }

    @Test
    void recordsWhatDiffersExactly() throws SQLException {
        assertThat(maintain(settings("shop.orders")).problems()).isEmpty();

        execute(
                "INSERT INTO shop.orders VALUES (9007199254740993, 'NEW', 1.50, 'secret note', 't0ken', false,"
                        + " '{\"a\": [1.10]}')",
                "UPDATE shop.orders SET total = 12345678901234567890.1234567890, note = 'x', paid = NULL",
                "UPDATE shop.orders SET status = status",
                "UPDATE shop.orders SET note = 'y'",
                "DELETE FROM shop.orders");

        assertThat(recorded())
                .extracting(DataChange::action, DataChange::key, DataChange::oldValues, DataChange::newValues)
                .containsExactly(
                        tuple(
                                ChangeAction.INSERT,
                                "9007199254740993",
                                null,
                                "{\"id\": \"9007199254740993\", \"data\": \"{\\\"a\\\": [1.10]}\", \"paid\": \"false\","
                                        + " \"total\": \"1.5000000000\", \"status\": \"NEW\", \"api_token\": \"***\"}"),
                        tuple(
                                ChangeAction.UPDATE,
                                "9007199254740993",
                                "{\"paid\": \"false\", \"total\": \"1.5000000000\"}",
                                "{\"paid\": null, \"total\": \"12345678901234567890.1234567890\"}"),
                        tuple(
                                ChangeAction.DELETE,
                                "9007199254740993",
                                "{\"id\": \"9007199254740993\", \"data\": \"{\\\"a\\\": [1.10]}\", \"paid\": null,"
                                        + " \"total\": \"12345678901234567890.1234567890\", \"status\": \"NEW\","
                                        + " \"api_token\": \"***\"}",
                                null));
        assertThat(recorded()).allSatisfy(change -> {
            assertThat(change.table()).isEqualTo("shop.orders");
            assertThat(change.application()).isNull();
            assertThat(change.databaseUser()).isNotBlank();
            assertThat(change.transactionId()).isNotBlank();
        });
    }

    @Test
    void recordsTheOriginOfTheTransactionOnly() throws SQLException {
        maintain(settings("shop.*"));
        UUID operation = UUID.randomUUID();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SELECT set_config('opsmon.operation', '" + operation + "', true),"
                    + " set_config('opsmon.operator', 'ann', true), set_config('opsmon.application', 'shop', true)");
            statement.execute("INSERT INTO shop.line VALUES (1, 1, 'a'), (1, 2, 'b')");
            connection.commit();
            statement.execute("UPDATE shop.line SET sku = 'c' WHERE position = 2");
            connection.commit();
            connection.setAutoCommit(true);
        }
        assertThat(recorded())
                .extracting(DataChange::key, DataChange::operationId, DataChange::operatorId, DataChange::application)
                .containsExactly(
                        tuple("[\"1\", \"1\"]", operation, "ann", "shop"),
                        tuple("[\"1\", \"2\"]", operation, "ann", "shop"),
                        tuple("[\"1\", \"2\"]", null, null, null));
        assertThat(changes.find(DataChangeFilter.ofOperation(operation), null, 10))
                .hasSize(2);
    }

    @Test
    void recordsNothingOfWhatIsRolledBack() throws SQLException {
        maintain(settings("shop.*"));
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("INSERT INTO shop.line VALUES (1, 1, 'a')");
            var savepoint = connection.setSavepoint();
            statement.execute("INSERT INTO shop.line VALUES (1, 2, 'b')");
            connection.rollback(savepoint);
            connection.commit();
            statement.execute("DELETE FROM shop.line");
            connection.rollback();
            connection.setAutoCommit(true);
        }
        assertThat(recorded()).extracting(DataChange::key).containsExactly("[\"1\", \"1\"]");
    }

    @Test
    void followsAChangedKeyAndCountsATruncation() throws SQLException {
        maintain(settings("shop.line"));
        execute(
                "INSERT INTO shop.line VALUES (1, 1, 'a'), (1, 2, 'b')",
                "UPDATE shop.line SET position = position + 10",
                "TRUNCATE shop.line");
        assertThat(recorded())
                .extracting(DataChange::action, DataChange::key, DataChange::newKey, DataChange::oldValues)
                .containsExactly(
                        tuple(ChangeAction.INSERT, "[\"1\", \"1\"]", null, null),
                        tuple(ChangeAction.INSERT, "[\"1\", \"2\"]", null, null),
                        tuple(ChangeAction.UPDATE, "[\"1\", \"1\"]", "[\"1\", \"11\"]", "{\"position\": \"1\"}"),
                        tuple(ChangeAction.UPDATE, "[\"1\", \"2\"]", "[\"1\", \"12\"]", "{\"position\": \"2\"}"),
                        tuple(ChangeAction.TRUNCATE, null, null, null));
    }

    @Test
    void leavesTheLastValueOfTheSessionAlone() throws SQLException {
        execute("CREATE TABLE shop.numbered (id SERIAL PRIMARY KEY, name TEXT)");
        maintain(settings("shop.numbered"));
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT setval('shop.numbered_id_seq', 41)");
            statement.execute("INSERT INTO shop.numbered (name) VALUES ('a')");
            try (ResultSet row = statement.executeQuery("SELECT lastval()")) {
                assertThat(row.next()).isTrue();
                assertThat(row.getLong(1)).isEqualTo(42);
            }
        }
        assertThat(recorded()).extracting(DataChange::key).containsExactly("42");
    }

    @Test
    void namesARowWithoutKeyByAllColumns() throws SQLException {
        maintain(settings("shop.plain"));
        execute("INSERT INTO shop.plain VALUES (1, NULL)", "UPDATE shop.plain SET b = repeat('x', 400)");
        assertThat(recorded().get(1).key()).isEqualTo("[\"1\", null]");
        assertThat(recorded().get(1).newKey()).startsWith("sha256:").hasSize(71);
    }

    @Test
    void recordsCascadesOfForeignKeys() throws SQLException {
        execute(
                "CREATE TABLE shop.parent (id INT PRIMARY KEY)",
                "CREATE TABLE shop.child (id INT PRIMARY KEY, parent INT REFERENCES shop.parent ON DELETE CASCADE)");
        maintain(settings("shop.parent", "shop.child"));
        execute(
                "INSERT INTO shop.parent VALUES (1)",
                "INSERT INTO shop.child VALUES (10, 1), (11, 1)",
                "DELETE FROM shop.parent");
        assertThat(recorded())
                .filteredOn(change -> change.action() == ChangeAction.DELETE)
                .extracting(DataChange::key)
                .containsExactlyInAnyOrder("1", "10", "11");
    }

    @Test
    void limitsRowsAndValues() throws SQLException {
        maintain(settings(FailurePolicy.FAIL_OPEN, 3, 10, "shop.*"));
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("INSERT INTO shop.plain SELECT n, 'v' FROM generate_series(1, 2) n");
            statement.execute("UPDATE shop.plain SET b = repeat('x', 11)");
            statement.execute("UPDATE shop.plain SET b = 'y' WHERE a = 1");
            connection.commit();
            connection.setAutoCommit(true);
        }
        assertThat(recorded())
                .extracting(DataChange::action, DataChange::rowCount)
                .containsExactly(
                        tuple(ChangeAction.INSERT, 1L),
                        tuple(ChangeAction.INSERT, 1L),
                        tuple(ChangeAction.UPDATE, 1L),
                        tuple(ChangeAction.UPDATE, 1L),
                        tuple(ChangeAction.UPDATE, 1L));
        assertThat(recorded().get(2).newValues()).contains("\"length\": 11").contains("\"sha256\"");
        assertThat(recorded().get(4).newValues()).isNull();
    }

    @Test
    void recordsManyRowsInASessionThatChangedSingleRows() throws SQLException {
        execute("INSERT INTO shop.plain SELECT n, 'v' FROM generate_series(1, 20000) n");
        maintain(settings("shop.plain"));
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            // PostgreSQL keeps plans for these statements from now on.
            for (int i = 1; i <= 10; i++) {
                statement.execute("UPDATE shop.plain SET b = 'single' WHERE a = " + i);
            }
            statement.execute("SET statement_timeout = '20s'");
            statement.execute("UPDATE shop.plain SET b = 'all'");
            statement.execute("RESET statement_timeout");
        }
        List<DataChange> found = recorded();
        assertThat(found).hasSize(10 + 1_000 + 1).allMatch(change -> change.action() == ChangeAction.UPDATE);
        assertThat(found.get(1_010).key()).isNull();
        assertThat(found.get(1_010).rowCount()).isEqualTo(19_000);
    }

    @Test
    void countsTheRowsThatDiffer() throws SQLException {
        execute("INSERT INTO shop.plain SELECT n, CASE WHEN n % 2 = 0 THEN 'even' ELSE 'odd' END"
                + " FROM generate_series(1, 5000) n");
        maintain(settings(FailurePolicy.FAIL_OPEN, 3, 10, "shop.*"));
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("UPDATE shop.plain SET b = 'odd'");
            statement.execute("UPDATE shop.plain SET b = b");
            statement.execute("UPDATE shop.plain SET b = 'x' WHERE a <= 2");
            connection.commit();
            connection.setAutoCommit(true);
        }
        assertThat(recorded())
                .extracting(DataChange::key, DataChange::rowCount)
                .containsExactly(
                        tuple("[\"2\", \"even\"]", 1L),
                        tuple("[\"4\", \"even\"]", 1L),
                        tuple("[\"6\", \"even\"]", 1L),
                        tuple(null, 2_497L),
                        tuple(null, 2L));
    }

    @Test
    void hidesMaskedKeysAndLongOldValues() throws SQLException {
        execute("CREATE TABLE shop.link (token TEXT PRIMARY KEY, note TEXT, n INT)");
        maintain(settings(FailurePolicy.FAIL_CLOSED, 100, 10, "shop.link"));
        execute(
                "INSERT INTO shop.link VALUES ('t0ken', 'a long old note', 1)",
                "UPDATE shop.link SET note = 'short', n = 2",
                "UPDATE shop.link SET token = 'other'",
                "DELETE FROM shop.link");
        assertThat(recorded()).hasSize(4).allSatisfy(change -> {
            assertThat(change.key()).startsWith("sha256:");
            assertThat(change.oldValues() + " " + change.newValues()).doesNotContain("t0ken", "other", "long");
        });
        assertThat(recorded().get(1).oldValues()).contains("\"length\": 15").contains("\"n\": \"1\"");
        assertThat(recorded().get(1).newValues()).isEqualTo("{\"n\": \"2\", \"note\": \"short\"}");
        assertThat(recorded().get(2).newKey())
                .startsWith("sha256:")
                .isEqualTo(recorded().get(3).key());
        assertThat(recorded().get(2).newValues()).isEqualTo("{\"token\": \"***\"}");
    }

    @Test
    void keepsTheTriggersCurrent() throws SQLException {
        assertThat(maintain(settings("shop.*")).changed())
                .containsExactlyInAnyOrder("public.opsmon_capture_change", "shop.orders", "shop.line", "shop.plain");
        assertThat(maintain(settings("shop.*")).changed()).isEmpty();

        execute("ALTER TABLE shop.orders ADD COLUMN refresh_token TEXT", "ALTER TABLE shop.line DISABLE TRIGGER USER");
        assertThat(maintain(settings("shop.*")).changed()).containsExactlyInAnyOrder("shop.orders", "shop.line");

        TriggerUpkeep.Result less = maintain(settings("shop.line", "shop.missing"));
        assertThat(less.changed()).containsExactlyInAnyOrder("shop.orders", "shop.plain");
        assertThat(less.problems()).extracting(TriggerUpkeep.Problem::table).containsExactly("shop.missing");
        execute("INSERT INTO shop.plain VALUES (1, 'x')", "INSERT INTO shop.line VALUES (1, 1, 'x')");
        assertThat(recorded()).extracting(DataChange::table).containsExactly("shop.line");
    }

    @Test
    void leavesTheTriggersOfAnotherApplicationAlone() throws SQLException {
        maintain(settings("shop.line"));
        CaptureSettings other = new CaptureSettings(
                "other",
                NamePattern.all(List.of("shop.*")),
                List.of(),
                List.of(),
                column -> false,
                10,
                10,
                FailurePolicy.FAIL_CLOSED);
        assertThat(maintain(other).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("\"shop-app\""));
        assertThat(maintain(settings()).changed()).containsExactly("shop.line");
    }

    @Test
    void recordsPartitionsUnderTheNameOfTheirTable() throws SQLException {
        execute(
                "CREATE TABLE shop.event (id INT, day INT, text TEXT, PRIMARY KEY (id, day)) PARTITION BY RANGE (day)",
                "CREATE TABLE shop.event_1 PARTITION OF shop.event FOR VALUES FROM (0) TO (10)",
                "CREATE TABLE shop.event_2 PARTITION OF shop.event FOR VALUES FROM (10) TO (20)");
        assertThat(maintain(settings("shop.event")).problems()).isEmpty();
        execute(
                "INSERT INTO shop.event VALUES (1, 1, 'a')",
                "INSERT INTO shop.event_2 VALUES (2, 11, 'b')",
                "UPDATE shop.event SET day = 12 WHERE id = 1",
                "DELETE FROM shop.event_2 WHERE id = 2");
        assertThat(recorded())
                .extracting(DataChange::table, DataChange::action, DataChange::key)
                .containsExactly(
                        tuple("shop.event", ChangeAction.INSERT, "[\"1\", \"1\"]"),
                        tuple("shop.event", ChangeAction.INSERT, "[\"2\", \"11\"]"),
                        tuple("shop.event", ChangeAction.UPDATE, "[\"1\", \"1\"]"),
                        tuple("shop.event", ChangeAction.DELETE, "[\"2\", \"11\"]"));
    }

    @Test
    void keepsTheBusinessIfTheChangeCannotBeRecorded() throws SQLException {
        maintain(settings("shop.plain"));
        execute("ALTER TABLE opsmon_data_change ADD CONSTRAINT no_plain CHECK (action <> 'INSERT')");
        execute("INSERT INTO shop.plain VALUES (1, 'x')");
        assertThat(recorded()).singleElement().satisfies(gap -> {
            assertThat(gap.action()).isEqualTo(ChangeAction.GAP);
            assertThat(gap.table()).isEqualTo("shop.plain");
            assertThat(gap.note()).contains("no_plain");
        });
        execute("ALTER TABLE opsmon_data_change RENAME TO opsmon_elsewhere", "INSERT INTO shop.plain VALUES (2, 'y')");
        execute("ALTER TABLE opsmon_elsewhere RENAME TO opsmon_data_change");
        assertThat(recorded()).hasSize(1);
    }

    @Test
    void failsTheStatementIfThePolicyDemandsIt() throws SQLException {
        maintain(settings(FailurePolicy.FAIL_CLOSED, 10, 10, "shop.plain"));
        execute("ALTER TABLE opsmon_data_change ADD CONSTRAINT no_plain CHECK (action <> 'INSERT')");
        assertThatThrownBy(() -> execute("INSERT INTO shop.plain VALUES (1, 'x')"))
                .hasMessageContaining("no_plain");
    }

    @Test
    void doesNotWaitForABusyTable() throws SQLException {
        try (Connection busy = database.getConnection();
                Statement statement = busy.createStatement()) {
            busy.setAutoCommit(false);
            statement.execute("INSERT INTO shop.plain VALUES (1, 'x')");
            long start = System.nanoTime();
            TriggerUpkeep.Result result = maintain(settings("shop.plain", "shop.line"));
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
            assertThat(result.problems())
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.message()).contains("in use"));
            assertThat(result.captured()).hasSize(1);
            busy.commit();
            busy.setAutoCommit(true);
        }
        assertThat(maintain(settings("shop.plain", "shop.line")).changed()).containsExactly("shop.plain");
    }

    @Test
    void showsTheStatementsThatTheUserMayNotRun() throws SQLException {
        String role = "limited_" + UUID.randomUUID().toString().substring(0, 8);
        execute(
                "CREATE ROLE " + role + " LOGIN",
                "GRANT USAGE ON SCHEMA shop TO " + role,
                "GRANT SELECT, INSERT ON shop.plain TO " + role);
        String url = database.getJdbcUrl().replaceAll("user=[^&]*", "user=" + role);
        try (Connection connection = DriverManager.getConnection(url)) {
            connection.setAutoCommit(false);
            TriggerUpkeep.Result result = new PostgresTriggers().maintain(connection, settings("shop.plain"));
            assertThat(result.problems())
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.ddl().get(0)).startsWith("CREATE OR REPLACE FUNCTION"));
        }
        maintain(settings("shop.plain"));
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            // Without a right to the table of changes: the statement succeeds with a warning.
            statement.execute("INSERT INTO shop.plain VALUES (1, 'x')");
            assertThat(String.valueOf(statement.getWarnings())).contains("could not record changes of shop.plain");
        }
    }
}
