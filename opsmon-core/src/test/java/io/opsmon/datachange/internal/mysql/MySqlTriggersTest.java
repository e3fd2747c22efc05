package io.opsmon.datachange.internal.mysql;

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
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MySqlTriggersTest {

    private final HikariDataSource database = TestDatabases.mariaDb();
    private final JdbcDataChanges changes = new JdbcDataChanges(database, Duration.ofSeconds(10));

    @BeforeEach
    void migrate() throws SQLException {
        new SchemaMigrator(database, List.of("data-change")).run(SchemaMode.MIGRATE);
        execute(
                "CREATE TABLE orders (id BIGINT UNSIGNED PRIMARY KEY, status VARCHAR(20), total DECIMAL(30,10),"
                        + " note TEXT, api_token TEXT, data BLOB, f FLOAT) CHARACTER SET utf8mb4",
                "CREATE TABLE line (order_id BIGINT, position INT, sku TEXT, PRIMARY KEY (order_id, position))",
                "CREATE TABLE plain (a INT, b TEXT)");
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
                "shop's app",
                NamePattern.all(List.of(tables)),
                NamePattern.all(List.of("orders.note")),
                List.of(),
                column -> column.contains("token"),
                maxRows,
                maxValueLength,
                policy);
    }

    private TriggerUpkeep.Result maintain(CaptureSettings settings) throws SQLException {
        return maintain(database, settings);
    }

    private static TriggerUpkeep.Result maintain(HikariDataSource database, CaptureSettings settings)
            throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            return new MySqlTriggers().maintain(connection, settings);
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
        assertThat(maintain(settings("orders")).problems()).isEmpty();
        execute(
                "INSERT INTO orders VALUES (18446744073709551615, 'New \"x\"', 1.5, 'secret', 't0ken', x'00ff', 0.1)",
                "UPDATE orders SET status = 'NEW \"X\"', total = 12345678901234567890.1234567890, note = 'x'",
                "UPDATE orders SET status = status, note = 'y'",
                "UPDATE orders SET data = NULL",
                "DELETE FROM orders");

        assertThat(recorded())
                .extracting(DataChange::action, DataChange::key, DataChange::oldValues, DataChange::newValues)
                .containsExactly(
                        tuple(
                                ChangeAction.INSERT,
                                "18446744073709551615",
                                null,
                                "{\"id\":\"18446744073709551615\",\"status\":\"New \\\"x\\\"\",\"total\":\"1.5000000000\","
                                        + "\"api_token\":\"***\",\"data\":\"0x00FF\",\"f\":\"0.10000000149011612\"}"),
                        tuple(
                                ChangeAction.UPDATE,
                                "18446744073709551615",
                                "{\"status\":\"New \\\"x\\\"\",\"total\":\"1.5000000000\"}",
                                "{\"status\":\"NEW \\\"X\\\"\",\"total\":\"12345678901234567890.1234567890\"}"),
                        tuple(ChangeAction.UPDATE, "18446744073709551615", "{\"data\":\"0x00FF\"}", "{\"data\":null}"),
                        tuple(
                                ChangeAction.DELETE,
                                "18446744073709551615",
                                "{\"id\":\"18446744073709551615\",\"status\":\"NEW \\\"X\\\"\","
                                        + "\"total\":\"12345678901234567890.1234567890\",\"api_token\":\"***\","
                                        + "\"data\":null,\"f\":\"0.10000000149011612\"}",
                                null));
        assertThat(recorded()).allSatisfy(change -> {
            assertThat(change.table()).endsWith(".orders");
            assertThat(change.application()).isNull();
            assertThat(change.databaseUser()).contains("@");
            assertThat(Duration.between(change.changedAt(), Instant.now())).isLessThan(Duration.ofMinutes(5));
        });
        assertThat(find("status", "NEW \"X\"")).hasSize(1);
        assertThat(find("status", "NEW _X_")).isEmpty();
        assertThat(find("total", null)).hasSize(3);
        assertThat(find(null, "12345678901234567890.1234567890")).hasSize(1);
    }

    private List<DataChange> find(@Nullable String column, @Nullable String value) {
        return changes.find(
                new DataChangeFilter(null, null, null, column, null, value, null, null, null, null, null), null, 10);
    }

    @Test
    void recordsTheOriginOfTheSession() throws SQLException {
        maintain(settings("line"));
        UUID operation = UUID.randomUUID();
        execute(
                "SET @opsmon_operation = '" + operation + "', @opsmon_operator = 'ann', @opsmon_application = 'shop'",
                "INSERT INTO line VALUES (1, 1, 'a')");
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET @opsmon_operation = '" + operation + "', @opsmon_operator = 'ann'");
            statement.execute("UPDATE line SET position = 2");
            statement.execute("SET @opsmon_operation = NULL, @opsmon_operator = NULL");
        }
        assertThat(changes.find(DataChangeFilter.ofOperation(operation), null, 10))
                .extracting(DataChange::operatorId, DataChange::key, DataChange::newKey)
                .contains(tuple("ann", "[\"1\", \"1\"]", "[\"1\", \"2\"]"));
    }

    @Test
    void namesARowWithoutKeyByAllColumns() throws SQLException {
        maintain(settings("plain"));
        execute("INSERT INTO plain VALUES (1, NULL)", "UPDATE plain SET b = REPEAT('x', 400)");
        assertThat(recorded().get(1).key()).isEqualTo("[\"1\", null]");
        assertThat(recorded().get(1).newKey()).startsWith("sha256:").hasSize(71);
    }

    @Test
    void limitsRowsAndValues() throws SQLException {
        maintain(settings(FailurePolicy.FAIL_OPEN, 3, 10, "plain"));
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET @opsmon_operation = '" + UUID.randomUUID() + "'");
            statement.execute("INSERT INTO plain VALUES (1, 'v'), (2, 'v')");
            statement.execute("UPDATE plain SET b = REPEAT('x', 11)");
            statement.execute("INSERT INTO plain VALUES (3, 'v'), (4, 'v'), (5, 'v')");
            statement.execute("SET @opsmon_operation = NULL");
        }
        assertThat(recorded())
                .extracting(DataChange::action, DataChange::rowCount)
                .containsExactly(
                        tuple(ChangeAction.INSERT, 1L),
                        tuple(ChangeAction.INSERT, 1L),
                        tuple(ChangeAction.UPDATE, 1L),
                        tuple(ChangeAction.UPDATE, 1L),
                        tuple(ChangeAction.INSERT, 3L));
        assertThat(recorded().get(2).newValues()).contains("\"length\":11");
        assertThat(recorded().get(4).newValues()).isNull();
    }

    @Test
    void keepsTheTriggersCurrent() throws SQLException {
        assertThat(maintain(settings("*")).changed()).hasSize(3);
        assertThat(maintain(settings("*")).changed()).isEmpty();
        execute("ALTER TABLE orders ADD COLUMN refresh_token TEXT");
        assertThat(maintain(settings("*")).changed()).singleElement().asString().endsWith(".orders");

        TriggerUpkeep.Result less = maintain(settings("line", "missing"));
        assertThat(less.changed()).hasSize(2);
        assertThat(less.problems()).extracting(TriggerUpkeep.Problem::table).containsExactly("missing");
        execute("INSERT INTO plain VALUES (1, 'x')", "INSERT INTO line VALUES (1, 1, 'x')");
        assertThat(recorded())
                .extracting(DataChange::table)
                .singleElement()
                .asString()
                .endsWith(".line");

        CaptureSettings other = new CaptureSettings(
                "other",
                NamePattern.all(List.of("line")),
                List.of(),
                List.of(),
                column -> false,
                10,
                10,
                FailurePolicy.FAIL_OPEN);
        assertThat(maintain(other).problems()).hasSize(1);
        assertThat(maintain(settings()).changed()).hasSize(1);
    }

    @Test
    void keepsTheBusinessIfTheChangeCannotBeRecorded() throws SQLException {
        maintain(settings("plain"));
        execute(
                "ALTER TABLE opsmon_data_change ADD CONSTRAINT no_plain CHECK (action <> 'INSERT')",
                "INSERT INTO plain VALUES (1, 'x')");
        assertThat(recorded()).singleElement().satisfies(gap -> {
            assertThat(gap.action()).isEqualTo(ChangeAction.GAP);
            assertThat(gap.note()).contains("no_plain");
        });
        execute("RENAME TABLE opsmon_data_change TO opsmon_elsewhere", "INSERT INTO plain VALUES (2, 'y')");
        execute("RENAME TABLE opsmon_elsewhere TO opsmon_data_change");
        assertThat(recorded()).hasSize(1);
    }

    /** The triggers name each column, until the next check. */
    @Test
    void keepsTheBusinessAfterAColumnWasDropped() throws SQLException {
        maintain(settings("orders"));
        execute(
                "ALTER TABLE orders DROP COLUMN status",
                "ALTER TABLE orders ADD COLUMN state TEXT",
                "INSERT INTO orders (id, total) VALUES (1, 1)",
                "UPDATE orders SET total = 2");
        assertThat(recorded()).extracting(DataChange::action).containsExactly(ChangeAction.GAP, ChangeAction.GAP);
        assertThat(maintain(settings("orders")).changed()).hasSize(1);
        execute("UPDATE orders SET state = 'x'");
        assertThat(recorded().get(2).newValues()).isEqualTo("{\"state\":\"x\"}");
    }

    @Test
    void failsTheStatementIfThePolicyDemandsIt() throws SQLException {
        maintain(settings(FailurePolicy.FAIL_CLOSED, 10, 10, "plain"));
        execute("ALTER TABLE opsmon_data_change ADD CONSTRAINT no_plain CHECK (action <> 'INSERT')");
        assertThatThrownBy(() -> execute("INSERT INTO plain VALUES (1, 'x')")).hasMessageContaining("no_plain");
    }

    @Test
    void doesNotWaitForABusyTable() throws SQLException {
        try (Connection busy = database.getConnection();
                Statement statement = busy.createStatement()) {
            busy.setAutoCommit(false);
            statement.execute("INSERT INTO plain VALUES (1, 'x')");
            TriggerUpkeep.Result result = maintain(settings("plain", "line"));
            assertThat(result.problems())
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.message()).contains("in use"));
            assertThat(result.captured()).hasSize(1);
            busy.commit();
            busy.setAutoCommit(true);
        }
        assertThat(maintain(settings("plain", "line")).changed()).hasSize(1);
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                var row = statement.executeQuery("SELECT @@SESSION.sql_mode, @@SESSION.lock_wait_timeout")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getString(1)).contains("STRICT");
            assertThat(row.getInt(2)).isGreaterThan(1);
        }
    }

    @Test
    void worksThroughTheDriverOfMySql() throws SQLException {
        try (HikariDataSource other = TestDatabases.mariaDbThroughMySqlDriver()) {
            new SchemaMigrator(other, List.of("data-change")).run(SchemaMode.MIGRATE);
            try (Connection connection = other.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE tea (id INT PRIMARY KEY, name VARCHAR(10))");
            }
            assertThat(maintain(other, settings("tea")).problems()).isEmpty();
            assertThat(maintain(other, settings("tea")).changed()).isEmpty();
            try (Connection connection = other.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("INSERT INTO tea VALUES (1, 'green')");
            }
            assertThat(new JdbcDataChanges(other, Duration.ofSeconds(10)).find(DataChangeFilter.ALL, null, 10))
                    .extracting(DataChange::newValues)
                    .containsExactly("{\"id\":\"1\",\"name\":\"green\"}");
        }
    }
}
