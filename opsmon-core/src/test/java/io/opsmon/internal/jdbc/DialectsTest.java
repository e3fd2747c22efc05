package io.opsmon.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opsmon.internal.schema.SchemaException;
import io.opsmon.internal.schema.SchemaMigrator;
import io.opsmon.internal.schema.SchemaMode;
import io.opsmon.jdbc.BulkInsert;
import io.opsmon.jdbc.DatabaseDialect;
import io.opsmon.jdbc.DatabaseFamily;
import io.opsmon.testsupport.RenamedDatabase;
import io.opsmon.testsupport.TestDatabases;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Detection of a database by the product name of its driver and the version of its server. */
class DialectsTest {

    private static final String KINGBASE = "KingbaseES V008R006C008B0014 on x86_64-pc-linux-gnu, compiled by gcc";

    private static final DataSource POSTGRES = TestDatabases.postgres();

    private static DatabaseDialect of(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return Dialects.of(database).of(connection);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PostgreSQL   | PostgreSQL 17.2 on x86_64-pc-linux-gnu, compiled by gcc",
                "postgresql   | PostgreSQL 15.4",
                "EnterpriseDB | PostgreSQL 16.3 (EnterpriseDB Advanced Server 16.3.0) on x86_64-pc-linux-gnu"
            })
    void copiesIntoPostgresAndItsDistributions(String product, String version) throws SQLException {
        DatabaseDialect dialect = of(new RenamedDatabase(POSTGRES, product).withVersion(version));

        assertThat(dialect.family()).isEqualTo(DatabaseFamily.POSTGRESQL);
        assertThat(dialect.bulkInsert()).isEqualTo(BulkInsert.COPY);
        assertThat(dialect.hasMonthlyPartitions()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "KingbaseES    | " + KINGBASE,
                "KingbaseES    | PostgreSQL 12.1",
                "PostgreSQL    | " + KINGBASE,
                "openGauss     | (openGauss 5.0.0 build a07d57c3) compiled at 2023-03-29 03:07:56 on x86_64-linux-gnu",
                "PostgreSQL    | PostgreSQL 9.2.4 (openGauss 3.0.0 build 02c14696) compiled at 2022-04-01",
                "GaussDB       | gaussdb (GaussDB Kernel 505.0.0 build) compiled at 2023-12-01",
                "CockroachDB   | CockroachDB CCL v23.1.11 (x86_64-pc-linux-gnu)",
                "PostgreSQL    | CockroachDB CCL v23.1.11 (x86_64-pc-linux-gnu)",
                "PostgreSQL    | PostgreSQL 11.2-YB-2.20.1.0-b0 on x86_64-pc-linux-gnu, compiled by clang",
                "YugabyteDB    | PostgreSQL 15.2-YB-2.25.0.0-b0 on x86_64-pc-linux-gnu",
                "Some new name | PostgreSQL 15.2 on aarch64 (Some new name 3)"
            })
    void insertsIntoRelativesOfPostgresWithoutCopy(String product, String version) throws SQLException {
        DatabaseDialect dialect = of(new RenamedDatabase(POSTGRES, product).withVersion(version));

        assertThat(dialect.family()).isEqualTo(DatabaseFamily.POSTGRESQL);
        assertThat(dialect.bulkInsert()).isEqualTo(BulkInsert.BATCH);
        assertThat(dialect.hasMonthlyPartitions()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PostgreSQL | PostgreSQL 8.0.2 on i686-pc-linux-gnu, compiled by GCC, Redshift 1.0.66954",
                "Amazon Redshift | PostgreSQL 8.0.2",
                "PostgreSQL | CrateDB 5.6.0 (built 1234567/NA, Linux)",
                "PostgreSQL | PostgreSQL 12.3, compiled by Visual C++ build 1914, 64-bit, QuestDB"
            })
    void refusesServersWithoutUniqueKeys(String product, String version) {
        RenamedDatabase database = new RenamedDatabase(TestDatabases.postgres(), product).withVersion(version);

        assertThatThrownBy(() -> new SchemaMigrator(database, List.of("operation-log")).run(SchemaMode.MIGRATE))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining(product)
                .hasMessageContaining("unique keys");
        assertThat(new JdbcTemplate(database).queryForList("SELECT 1 FROM pg_class WHERE relname LIKE 'opsmon%'"))
                .isEmpty();
    }

    @Test
    void refusesARelativeInItsModeForOracle() {
        RenamedDatabase database = new RenamedDatabase(POSTGRES, "KingbaseES")
                .withVersion(KINGBASE)
                .with("SELECT 1 WHERE '' IS NULL", "SELECT 1");

        assertThatThrownBy(() -> new SchemaMigrator(database, List.of("operation-log")).run(SchemaMode.MIGRATE))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("\"KingbaseES\"")
                .hasMessageContaining("empty texts as NULL");
    }

    @ParameterizedTest
    @CsvSource({"Oracle, 23ai", "Microsoft SQL Server, 16.0"})
    void refusesOtherDatabases(String product, String version) {
        RenamedDatabase database = new RenamedDatabase(POSTGRES, product).withVersion(version);

        assertThatThrownBy(() -> of(database))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(product)
                .hasMessageContaining("DatabaseDialect");
        assertThatThrownBy(() -> new SchemaMigrator(database, List.of("operation-log")).run(SchemaMode.MIGRATE))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining(product)
                .hasMessageContaining("DatabaseDialect");
    }

    /** Oracle, for example, has no function {@code version()}. */
    @Test
    void refusesADatabaseThatDoesNotTellItsVersion() {
        assertThatThrownBy(() -> of(new RenamedDatabase(POSTGRES, "Oracle").with("SELECT version()", "SELECT 1/0")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Oracle");
    }

    @Test
    void doesNotGuessWhileAPostgresDoesNotAnswer() {
        assertThatThrownBy(() -> of(new RenamedDatabase(POSTGRES, "PostgreSQL").with("SELECT version()", "SELECT 1/0")))
                .isInstanceOf(SQLException.class);
    }

    @Test
    void recognizesMariaDbThroughBothDrivers() throws SQLException {
        for (DataSource database : List.of(TestDatabases.mariaDb(), TestDatabases.mariaDbThroughMySqlDriver())) {
            assertThat(of(database).family()).isEqualTo(DatabaseFamily.MYSQL);
            assertThat(of(database).bulkInsert()).isEqualTo(BulkInsert.MULTI_ROW);
        }
    }

    private record Own(String product, DatabaseFamily family, boolean isMigrated) implements DatabaseDialect {

        @Override
        public boolean supports(Connection connection) throws SQLException {
            return connection.getMetaData().getDatabaseProductName().equals(product);
        }
    }

    @Test
    void asksTheDialectsOfTheHostFirstAndInTheirOrder() throws SQLException {
        Own other = new Own("Another", DatabaseFamily.H2, true);
        Own first = new Own("H2", DatabaseFamily.H2, true);
        Own second = new Own("H2", DatabaseFamily.POSTGRESQL, true);
        DataSource h2 = TestDatabases.h2();
        try (Connection connection = h2.getConnection()) {
            assertThat(new Dialects(List.of(other, first, second)).of(connection))
                    .isSameAs(first);
        }
        assertThat(of(h2).family()).isEqualTo(DatabaseFamily.H2);
    }

    @Test
    void remembersTheAnswer() throws SQLException {
        AtomicInteger asked = new AtomicInteger();
        DatabaseDialect counting = new DatabaseDialect() {
            @Override
            public boolean supports(Connection connection) {
                asked.incrementAndGet();
                return true;
            }

            @Override
            public DatabaseFamily family() {
                return DatabaseFamily.H2;
            }
        };
        Dialects dialects = new Dialects(List.of(counting));
        try (Connection connection = TestDatabases.h2().getConnection()) {
            assertThat(dialects.known()).isNull();
            assertThat(dialects.of(connection))
                    .isSameAs(dialects.of(connection))
                    .isSameAs(dialects.known());
        }
        assertThat(asked).hasValue(1);
    }

    @Test
    void leavesTheTablesToAHostWhoseDialectHasNoMigration() {
        DataSource h2 = TestDatabases.h2();
        Dialects dialects = new Dialects(List.of(new Own("H2", DatabaseFamily.H2, false)));

        assertThatThrownBy(() ->
                        new SchemaMigrator(h2, List.of("operation-log"), Set.of(), dialects).run(SchemaMode.MIGRATE))
                .isInstanceOf(SchemaException.class)
                .hasMessageContaining("opsmon.database.migration=none");
        new SchemaMigrator(h2, List.of("operation-log"), Set.of(), dialects).run(SchemaMode.NONE);
    }
}
