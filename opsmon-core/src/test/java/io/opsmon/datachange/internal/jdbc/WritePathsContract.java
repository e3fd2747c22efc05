package io.opsmon.datachange.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.datachange.internal.CaptureSettings;
import io.opsmon.datachange.internal.ChangeOrigin;
import io.opsmon.datachange.internal.DataChange;
import io.opsmon.datachange.internal.DataChangeFilter;
import io.opsmon.datachange.internal.FailurePolicy;
import io.opsmon.datachange.internal.NamePattern;
import io.opsmon.internal.schema.SchemaMigrator;
import io.opsmon.internal.schema.SchemaMode;
import io.opsmon.testsupport.TestDatabases;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** A statement that reaches a recorded table in any way has an origin, and other statements cost nothing. */
abstract class WritePathsContract {

    private final HikariDataSource database = database();
    private final WritePaths paths = new WritePaths(() -> database, Runnable::run);
    private final OriginDataSource origins =
            new OriginDataSource(() -> new ChangeOrigin(UUID.randomUUID(), "ann", null, "shop"), paths);

    abstract HikariDataSource database();

    /** Returns what makes ways to the recorded table {@code item (id, name)}, which has a row 1. */
    abstract List<String> ways();

    /** Returns statements that change the row 1 of the recorded table by these ways. */
    abstract List<String> reaching();

    @BeforeEach
    void begin() throws SQLException {
        new SchemaMigrator(database, List.of("data-change")).run(SchemaMode.MIGRATE);
        JdbcTemplate jdbc = new JdbcTemplate(database);
        jdbc.execute("CREATE TABLE shelf (id BIGINT PRIMARY KEY, name VARCHAR(60))");
        jdbc.execute("CREATE TABLE item (id BIGINT PRIMARY KEY, name VARCHAR(60), shelf BIGINT,"
                + " FOREIGN KEY (shelf) REFERENCES shelf (id) ON DELETE CASCADE)");
        jdbc.execute("CREATE TABLE unrelated (id BIGINT PRIMARY KEY, name VARCHAR(60))");
        jdbc.execute("CREATE VIEW unrelated_names AS SELECT id, name FROM unrelated");
        ways().forEach(jdbc::execute);
        jdbc.execute("INSERT INTO shelf VALUES (1, 'first')");
        jdbc.execute("INSERT INTO item VALUES (1, 'tea', 1)");
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            CaptureSettings settings = new CaptureSettings(
                    "shop",
                    NamePattern.all(List.of("item")),
                    List.of(),
                    List.of(),
                    column -> false,
                    1_000,
                    1_000,
                    FailurePolicy.FAIL_CLOSED);
            assertThat(TriggerUpkeeps.of(connection)
                            .maintain(connection, settings)
                            .problems())
                    .isEmpty();
            connection.commit();
            paths.read(connection);
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

    @Test
    void givesEachWayToARecordedTableItsOrigin() throws SQLException {
        JdbcDataChanges changes = new JdbcDataChanges(database, Duration.ofSeconds(30));
        for (String sql : reaching()) {
            int before = changes.find(DataChangeFilter.ALL, null, 1_000).size();
            try (Connection connection = origins.wrap(database.getConnection());
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.execute(sql);
                connection.commit();
            }
            List<DataChange> found = changes.find(DataChangeFilter.ALL, null, 1_000);
            assertThat(found).as(sql).hasSizeGreaterThan(before);
            assertThat(found.get(0).operatorId()).as(sql).isEqualTo("ann");
        }
    }

    @Test
    void needsNoOriginForOtherTables() {
        for (String sql : List.of(
                "INSERT INTO unrelated VALUES (?, ?)",
                "UPDATE \"unrelated\" SET name = 'x' WHERE id = 1",
                "DELETE FROM unrelated_names WHERE id = 7",
                "SELECT harmless(1) FROM unrelated")) {
            assertThat(origins.use(sql)).as("%s of %s", sql, paths.names()).isEqualTo(SqlUse.READ);
        }
        assertThat(origins.use("UPDATE ITEM SET name = 'x'")).isEqualTo(SqlUse.CHANGE);
        assertThat(origins.use("UPDATE unrelated SET name = '" + "x".repeat(10_000) + "'"))
                .isEqualTo(SqlUse.CHANGE);
    }

    @Test
    void givesEveryChangeAnOriginAsLongAsTheWaysAreUnknown() {
        OriginDataSource early = new OriginDataSource(() -> null, new WritePaths(() -> database));

        assertThat(early.use("INSERT INTO unrelated VALUES (?, ?)")).isEqualTo(SqlUse.CHANGE);
    }
}
