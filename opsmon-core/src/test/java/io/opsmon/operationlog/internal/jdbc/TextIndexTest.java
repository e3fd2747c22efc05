package io.opsmon.operationlog.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.internal.schema.SchemaMigrator;
import io.opsmon.internal.schema.SchemaMode;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogFilter;
import io.opsmon.operationlog.TestEntries;
import io.opsmon.testsupport.TestDatabases;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The optional index for searches by text. */
class TextIndexTest {

    private static JdbcOperationLogRepository repository(HikariDataSource pool, Set<String> options) {
        new SchemaMigrator(pool, List.of("chain", "operation-log"), options).run(SchemaMode.MIGRATE);
        return new JdbcOperationLogRepository(pool, Duration.ofSeconds(10));
    }

    @Test
    void isUsedInPostgres() {
        try (HikariDataSource pool = TestDatabases.postgres()) {
            JdbcOperationLogRepository repository = repository(pool, Set.of("text-index"));
            OperationLogEntry entry = TestEntries.described("Sold 50% of THE tea_pot");
            repository.saveAll(List.of(entry, TestEntries.described("something else")));

            assertThat(repository.hasTextIndex()).isTrue();
            assertThat(repository
                            .find(OperationLogFilter.builder()
                                    .text("0% of the TEA_")
                                    .build())
                            .items())
                    .containsExactly(entry);
            String plan = plan(pool);
            assertThat(plan).contains("opsmon_ol_text");
        }
    }

    private static String plan(HikariDataSource pool) {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SET enable_seqscan = off");
            StringBuilder plan = new StringBuilder();
            try (ResultSet row = statement.executeQuery(Stream.of(
                            "description", "error_message", "resource_id", "operator_id", "operator_name", "trace_id")
                    .map(column -> column + " ILIKE '%tea%' ESCAPE '!'")
                    .collect(Collectors.joining(" OR ", "EXPLAIN SELECT id FROM opsmon_operation_log WHERE ", "")))) {
                while (row.next()) {
                    plan.append(row.getString(1)).append('\n');
                }
            }
            return plan.toString();
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Test
    void canBeAddedLaterAndIsNotThereUnasked() {
        try (HikariDataSource pool = TestDatabases.postgres()) {
            assertThat(repository(pool, Set.of()).hasTextIndex()).isFalse();
            assertThat(repository(pool, Set.of("text-index")).hasTextIndex()).isTrue();
        }
    }

    @Test
    void isNotThereWhereTheDatabaseHasNone() {
        try (HikariDataSource pool = TestDatabases.h2()) {
            assertThat(repository(pool, Set.of("text-index")).hasTextIndex()).isFalse();
        }
    }
}
