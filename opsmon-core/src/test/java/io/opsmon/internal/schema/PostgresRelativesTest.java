package io.opsmon.internal.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.testsupport.RenamedDatabase;
import io.opsmon.testsupport.TestDatabases;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Liquibase knows some of these names as databases without changelogs, and others not at all. */
class PostgresRelativesTest {

    private static final List<String> ALL =
            List.of("operation-log", "login-log", "chain", "online-user", "backup", "data-change");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "KingbaseES   | KingbaseES V008R006C008B0014",
                "EnterpriseDB | PostgreSQL 16.3 (EnterpriseDB Advanced Server 16.3.0)",
                "openGauss    | (openGauss 5.0.0 build a07d57c3)",
                "CockroachDB  | CockroachDB CCL v23.1.11",
                "PostgreSQL   | CockroachDB CCL v23.1.11",
                "PostgreSQL   | PostgreSQL 11.2-YB-2.20.1.0-b0"
            })
    void createsTheTablesOfPostgresOnce(String product, String version) {
        RenamedDatabase database = new RenamedDatabase(TestDatabases.postgres(), product).withVersion(version);

        new SchemaMigrator(database, ALL).run(SchemaMode.MIGRATE);
        new SchemaMigrator(database, ALL).run(SchemaMode.VALIDATE);
        new SchemaMigrator(database, ALL.subList(0, 2)).run(SchemaMode.MIGRATE);

        assertThat(new JdbcTemplate(database)
                        .queryForList(
                                "SELECT data_type FROM information_schema.columns"
                                        + " WHERE table_name = 'opsmon_operation_log' AND column_name = 'id'",
                                String.class))
                .containsExactly("uuid");
    }

    @ParameterizedTest
    @CsvSource({"PostgreSQL, PostgreSQL 15.1, p", "KingbaseES, KingbaseES V008R006, r"})
    void partitionsTheTableOnlyWhereThePartitionsAreThoseOfPostgres(String product, String version, String kind) {
        RenamedDatabase database = new RenamedDatabase(TestDatabases.postgres(), product).withVersion(version);

        new SchemaMigrator(database, List.of("chain", "operation-log"), Set.of("monthly-partitions"))
                .run(SchemaMode.MIGRATE);

        assertThat(new JdbcTemplate(database)
                        .queryForObject(
                                "SELECT relkind FROM pg_class WHERE relname = 'opsmon_operation_log'", String.class))
                .isEqualTo(kind);
    }
}
