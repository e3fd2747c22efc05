package io.opsmon.datachange.internal.h2;

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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class H2TriggersTest {

    private final HikariDataSource database = TestDatabases.h2();
    private final JdbcDataChanges changes = new JdbcDataChanges(database, Duration.ofSeconds(10));

    @BeforeEach
    void migrate() throws SQLException {
        new SchemaMigrator(database, List.of("data-change")).run(SchemaMode.MIGRATE);
        execute(
                "CREATE TABLE orders (id BIGINT PRIMARY KEY, status VARCHAR(20), total DECIMAL(30,10), note VARCHAR(20),"
                        + " api_token VARCHAR(20), data BINARY VARYING(10), text CLOB)",
                "CREATE TABLE plain (a INT, b VARCHAR(500))");
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static CaptureSettings settings(String... tables) {
        return settings("shop", FailurePolicy.FAIL_OPEN, 1_000, 10_000, tables);
    }

    private static CaptureSettings settings(
            String owner, FailurePolicy policy, int maxRows, int maxValueLength, String... tables) {
        return new CaptureSettings(
                owner,
                NamePattern.all(List.of(tables)),
                NamePattern.all(List.of("orders.note")),
                List.of(),
                column -> column.contains("TOKEN"),
                maxRows,
                maxValueLength,
                policy);
    }

    private TriggerUpkeep.Result maintain(CaptureSettings settings) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            return new H2Triggers().maintain(connection, settings);
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
    void countsManyRowsInOneStatement() throws SQLException {
        execute("INSERT INTO plain SELECT x, 'v' FROM SYSTEM_RANGE(1, 20000)");
        maintain(settings("plain"));
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(100);
            statement.execute("UPDATE plain SET b = 'all'");
        }
        List<DataChange> found = recorded();
        assertThat(found).hasSize(1_001);
        assertThat(found.get(1_000).key()).isNull();
        assertThat(found.get(1_000).rowCount()).isEqualTo(19_000);
    }

    @Test
    void countsAgainAfterASavepointRolledTheCountBack() throws SQLException {
        maintain(settings("shop", FailurePolicy.FAIL_CLOSED, 1, 10_000, "plain"));
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("INSERT INTO plain VALUES (1, 'a')");
            var savepoint = connection.setSavepoint();
            statement.execute("INSERT INTO plain VALUES (2, 'b'), (3, 'c')");
            connection.rollback(savepoint);
            statement.execute("INSERT INTO plain VALUES (4, 'd'), (5, 'e'), (6, 'f')");
            connection.commit();
            connection.setAutoCommit(true);
        }
        assertThat(recorded()).extracting(DataChange::rowCount).containsExactly(1L, 3L);
    }

    @Test
    void recordsWhatDiffersExactly() throws SQLException {
        assertThat(maintain(settings("orders")).problems()).isEmpty();
        execute(
                "INSERT INTO orders VALUES (9007199254740993, 'New', 1.5, 'secret', 't0ken', X'00ff', 'long')",
                "UPDATE orders SET status = 'new', total = 12345678901234567890.1234567890, note = 'x'",
                "UPDATE orders SET status = status, note = 'y'",
                "DELETE FROM orders");
        assertThat(recorded())
                .extracting(
                        DataChange::table,
                        DataChange::action,
                        DataChange::key,
                        DataChange::oldValues,
                        DataChange::newValues)
                .containsExactly(
                        tuple(
                                "PUBLIC.ORDERS",
                                ChangeAction.INSERT,
                                "9007199254740993",
                                null,
                                "{\"ID\":\"9007199254740993\",\"STATUS\":\"New\",\"TOTAL\":\"1.5000000000\","
                                        + "\"API_TOKEN\":\"***\",\"DATA\":\"0x00FF\",\"TEXT\":\"long\"}"),
                        tuple(
                                "PUBLIC.ORDERS",
                                ChangeAction.UPDATE,
                                "9007199254740993",
                                "{\"STATUS\":\"New\",\"TOTAL\":\"1.5000000000\"}",
                                "{\"STATUS\":\"new\",\"TOTAL\":\"12345678901234567890.1234567890\"}"),
                        tuple(
                                "PUBLIC.ORDERS",
                                ChangeAction.DELETE,
                                "9007199254740993",
                                "{\"ID\":\"9007199254740993\",\"STATUS\":\"new\","
                                        + "\"TOTAL\":\"12345678901234567890.1234567890\",\"API_TOKEN\":\"***\","
                                        + "\"DATA\":\"0x00FF\",\"TEXT\":\"long\"}",
                                null));
    }

    @Test
    void recordsCascadesOfForeignKeys() throws SQLException {
        execute(
                "CREATE TABLE parent (id INT PRIMARY KEY)",
                "CREATE TABLE child (id INT PRIMARY KEY, parent INT REFERENCES parent ON DELETE CASCADE)");
        maintain(settings("parent", "child"));
        execute("INSERT INTO parent VALUES (1)", "INSERT INTO child VALUES (10, 1), (11, 1)", "DELETE FROM parent");
        assertThat(recorded())
                .filteredOn(change -> change.action() == ChangeAction.DELETE)
                .extracting(DataChange::key)
                .containsExactlyInAnyOrder("1", "10", "11");
    }

    @Test
    void limitsRowsAndValues() throws SQLException {
        maintain(settings("shop", FailurePolicy.FAIL_OPEN, 3, 10, "plain"));
        execute("INSERT INTO plain SELECT x, REPEAT('x', 11) FROM SYSTEM_RANGE(1, 7)");
        assertThat(recorded()).extracting(DataChange::rowCount).containsExactly(1L, 1L, 1L, 4L);
        assertThat(recorded().get(0).newValues()).contains("\"length\":11");
        assertThat(recorded().get(0).key()).isEqualTo("[\"1\", \"xxxxxxxxxxx\"]");
    }

    @Test
    void keepsTheTriggersCurrent() throws SQLException {
        assertThat(maintain(settings("*")).changed()).containsExactlyInAnyOrder("PUBLIC.ORDERS", "PUBLIC.PLAIN");
        assertThat(maintain(settings("*")).changed()).isEmpty();
        execute("ALTER TABLE orders ADD COLUMN refresh_token VARCHAR(10)");
        execute("INSERT INTO orders (id) VALUES (0)");
        assertThat(recorded()).extracting(DataChange::action).containsExactly(ChangeAction.GAP);
        execute("DELETE FROM opsmon_data_change");
        assertThat(maintain(settings("*")).changed()).containsExactly("PUBLIC.ORDERS");
        execute("INSERT INTO orders (id, refresh_token) VALUES (1, 'x')");
        assertThat(recorded().get(0).newValues()).contains("\"REFRESH_TOKEN\":\"***\"");

        TriggerUpkeep.Result less = maintain(settings("orders", "missing"));
        assertThat(less.changed()).containsExactly("PUBLIC.PLAIN");
        assertThat(less.problems()).extracting(TriggerUpkeep.Problem::table).containsExactly("missing");
        execute("INSERT INTO plain VALUES (1, 'x')");
        assertThat(recorded()).hasSize(1);
        assertThat(maintain(settings("other", FailurePolicy.FAIL_OPEN, 1, 1, "orders"))
                        .problems())
                .hasSize(1);
    }

    @Test
    void keepsTheBusinessIfTheChangeCannotBeRecorded() throws SQLException {
        maintain(settings("plain"));
        execute(
                "ALTER TABLE opsmon_data_change ADD CONSTRAINT no_plain CHECK (action <> 'INSERT')",
                "INSERT INTO plain VALUES (1, 'x')");
        assertThat(recorded()).singleElement().satisfies(gap -> {
            assertThat(gap.action()).isEqualTo(ChangeAction.GAP);
            assertThat(gap.note()).contains("NO_PLAIN");
        });
        execute("ALTER TABLE opsmon_data_change RENAME TO opsmon_elsewhere", "INSERT INTO plain VALUES (2, 'y')");
        execute("ALTER TABLE opsmon_elsewhere RENAME TO opsmon_data_change");
        assertThat(recorded()).hasSize(1);
        maintain(settings("shop", FailurePolicy.FAIL_CLOSED, 10, 10, "plain"));
        assertThatThrownBy(() -> execute("INSERT INTO plain VALUES (3, 'x')")).hasMessageContaining("NO_PLAIN");
    }
}
