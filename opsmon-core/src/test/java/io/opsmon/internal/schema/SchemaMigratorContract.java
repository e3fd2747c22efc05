package io.opsmon.internal.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.ClassLoaderResourceAccessor;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** Contract of the migrator for every database. */
abstract class SchemaMigratorContract {

    private final DataSource database = newDatabase();
    private final SchemaMigrator migrator = new SchemaMigrator(database, List.of("operation-log"));

    abstract DataSource newDatabase();

    private List<String> tables() throws SQLException {
        List<String> names = new ArrayList<>();
        try (Connection connection = database.getConnection();
                ResultSet tables = connection
                        .getMetaData()
                        .getTables(connection.getCatalog(), connection.getSchema(), "%", new String[] {
                            "TABLE", "BASE TABLE"
                        })) {
            while (tables.next()) {
                names.add(tables.getString("TABLE_NAME").toLowerCase(Locale.ROOT));
            }
        }
        return names;
    }

    /** The checksums of changes are the same, although opsmon expands the properties of a changelog itself. */
    @Test
    void acceptsTablesThatTheHostMadeWithTheOriginalChangelogs() throws Exception {
        List<String> all = List.of("operation-log", "login-log", "chain", "online-user", "backup", "data-change");
        try (Connection connection = database.getConnection()) {
            Database target =
                    DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection));
            target.setDatabaseChangeLogTableName(SchemaMigrator.CHANGELOG_TABLE);
            target.setDatabaseChangeLogLockTableName(SchemaMigrator.LOCK_TABLE);
            for (String changelog : all) {
                new Liquibase("io/opsmon/schema/" + changelog + ".xml", new ClassLoaderResourceAccessor(), target)
                        .update(new Contexts("opsmon"), new LabelExpression());
            }
        }

        SchemaMigrator both = new SchemaMigrator(database, all);
        both.run(SchemaMode.VALIDATE);
        // Liquibase refuses a change whose checksum differs.
        both.run(SchemaMode.MIGRATE);
    }

    @Test
    void makesItsTablesInItsOwnChangelogOnceAndValidatesThem() throws SQLException {
        assertThatThrownBy(() -> migrator.run(SchemaMode.VALIDATE))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("operation-log-1")
                .hasMessageContaining("opsmon.database.migration=migrate");

        migrator.run(SchemaMode.MIGRATE);
        migrator.run(SchemaMode.MIGRATE);
        migrator.run(SchemaMode.VALIDATE);

        assertThat(tables())
                .containsExactlyInAnyOrder(
                        "opsmon_databasechangelog", "opsmon_databasechangeloglock", "opsmon_operation_log");
    }

    @Test
    void needsOneConnectionOnly() throws SQLException {
        HikariDataSource pool = database.unwrap(HikariDataSource.class);
        pool.getHikariConfigMXBean().setMaximumPoolSize(1);
        pool.getHikariConfigMXBean().setConnectionTimeout(1_000);
        migrator.run(SchemaMode.MIGRATE);
        new JdbcTemplate(database).execute("DROP TABLE opsmon_databasechangeloglock");

        migrator.run(SchemaMode.MIGRATE);

        assertThat(tables()).contains("opsmon_operation_log").doesNotContain("opsmon_databasechangeloglock");
    }

    @Test
    void switchingACapabilityOffAndOnRunsNoLiquibase() throws SQLException {
        SchemaMigrator both = new SchemaMigrator(database, List.of("chain", "operation-log"));
        new SchemaMigrator(database, List.of("chain")).run(SchemaMode.MIGRATE);
        both.run(SchemaMode.MIGRATE);
        // Liquibase would make its lock again.
        new JdbcTemplate(database).execute("DROP TABLE opsmon_databasechangeloglock");

        new SchemaMigrator(database, List.of("chain")).run(SchemaMode.MIGRATE);
        new SchemaMigrator(database, List.of("operation-log")).run(SchemaMode.MIGRATE);
        both.run(SchemaMode.MIGRATE);

        assertThat(tables()).contains("opsmon_operation_log").doesNotContain("opsmon_databasechangeloglock");

        both = new SchemaMigrator(database, List.of("chain", "login-log"));
        both.run(SchemaMode.MIGRATE);
        assertThat(tables()).contains("opsmon_login_log", "opsmon_databasechangeloglock");
    }

    @Test
    void findingsAboutHoldsOfAnEarlierVersionGetTheChainThatTheyAreAcknowledgedBy() {
        SchemaMigrator chain = new SchemaMigrator(database, List.of("chain"));
        chain.run(SchemaMode.MIGRATE);
        JdbcTemplate sql = new JdbcTemplate(database);
        sql.update("DELETE FROM opsmon_databasechangelog WHERE ID = 'chain-7'");
        sql.update("UPDATE opsmon_databasechangelog SET TAG = NULL");
        for (String row : List.of(
                "'operation-log', '', 'HOLD_ALTERED', 1",
                "'operation-log', '', 'HOLD_ALTERED', 2",
                "'operation-log', '(legal holds)', 'HOLD_ALTERED', 2",
                "'login-log', '', 'HOLD_ALTERED', 2",
                "'operation-log', '', 'UNCHAINED', 0")) {
            sql.update("INSERT INTO opsmon_finding (log, chain, kind, seq, detail, found_at) VALUES (" + row
                    + ", 'detail', CURRENT_TIMESTAMP)");
        }

        chain.run(SchemaMode.MIGRATE);

        assertThat(sql.query(
                        "SELECT log, chain, kind, seq FROM opsmon_finding",
                        (row, number) -> row.getString(1) + " " + row.getString(2) + " " + row.getString(3) + " "
                                + row.getLong(4)))
                .containsExactlyInAnyOrder(
                        "operation-log (legal holds) HOLD_ALTERED 1",
                        "operation-log (legal holds) HOLD_ALTERED 2",
                        "login-log (legal holds) HOLD_ALTERED 2",
                        "operation-log  UNCHAINED 0");
    }

    @Test
    void touchesNothingIfToldSo() throws SQLException {
        migrator.run(SchemaMode.NONE);

        assertThat(tables()).isEmpty();
    }
}
