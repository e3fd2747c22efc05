package io.opsmon.log.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.internal.schema.SchemaMigrator;
import io.opsmon.internal.schema.SchemaMode;
import io.opsmon.log.LogCursor;
import io.opsmon.log.LogPageRequest;
import io.opsmon.log.LogPageRequest.Sort;
import io.opsmon.log.Outcome;
import io.opsmon.loginlog.LoginLogDefinition;
import io.opsmon.loginlog.LoginLogFilter;
import io.opsmon.operationlog.OperationLogDefinition;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogFilter;
import io.opsmon.operationlog.TestEntries;
import io.opsmon.operationlog.internal.jdbc.JdbcOperationLogRepository;
import io.opsmon.testsupport.TestDatabases;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** A search by text reads the index of times, and rows only if they may match. */
class TextSearchPlanTest {

    private static final int ENTRIES = 4_000;

    private static void fill(HikariDataSource pool) {
        new SchemaMigrator(pool, List.of("chain", "operation-log", "login-log")).run(SchemaMode.MIGRATE);
        List<OperationLogEntry> entries = new ArrayList<>();
        for (int i = 0; i < ENTRIES; i++) {
            entries.add(TestEntries.entry(
                    TestEntries.NOON.plusSeconds(i),
                    "orders",
                    "UPDATE",
                    "changed the price of product " + i + " by the request of the department for purchases",
                    Outcome.SUCCESS));
        }
        new JdbcOperationLogRepository(pool, Duration.ofSeconds(10)).saveAll(entries);
    }

    private static LogSelect select(HikariDataSource pool, OperationLogFilter filter, boolean hasTextIndex) {
        return new LogSelect(
                OperationLogDefinition.OPERATION_LOG,
                new LogStatements<>(OperationLogDefinition.OPERATION_LOG, pool, null).dialect(),
                filter,
                hasTextIndex);
    }

    private static String plan(HikariDataSource pool, String explain, LogSelect.Statement statement) {
        return String.join(
                "\n",
                new JdbcTemplate(pool)
                        .query(
                                explain + statement.sql(),
                                (row, number) -> {
                                    StringBuilder line = new StringBuilder();
                                    for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                                        line.append(row.getString(i)).append(' ');
                                    }
                                    return line.toString();
                                },
                                statement.bound()));
    }

    private static OperationLogFilter text(String words) {
        return OperationLogFilter.builder().text(words).build();
    }

    private static LogSelect.Statement page(LogSelect select, @Nullable LogCursor cursor) {
        return select.page(Sort.NEWEST, cursor, LogPageRequest.DEFAULT_LIMIT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"3999", "price", "nowhere", "PRICE department"})
    void postgresReadsTheIndexInOrder(String words) {
        try (HikariDataSource pool = TestDatabases.postgres()) {
            fill(pool);
            new JdbcTemplate(pool).execute("VACUUM ANALYZE opsmon_operation_log");
            LogSelect select = select(pool, text(words), false);
            LogCursor middle = new LogCursor(TestEntries.NOON.plusSeconds(2_000), new UUID(0, 0));

            for (LogSelect.Statement statement : List.of(page(select, null), page(select, middle))) {
                assertThat(plan(pool, "EXPLAIN ", statement))
                        .containsPattern("Index Only Scan Backward using opsmon_ol_time")
                        .contains("Nested Loop")
                        .doesNotContain("Seq Scan", "Sort");
            }
            assertThat(plan(pool, "EXPLAIN ", page(select, middle))).contains("Index Cond: (occurred_at <=");
        }
    }

    @Test
    void mariaDbReadsTheIndexInOrder() {
        try (HikariDataSource pool = TestDatabases.mariaDb()) {
            fill(pool);
            LogSelect select = select(pool, text("price 3999"), false);

            for (LogSelect.Statement statement : List.of(page(select, null), select.count())) {
                assertThat(plan(pool, "EXPLAIN ", statement))
                        .contains("opsmon_ol_time", "Using index", "eq_ref")
                        .doesNotContain("filesort", "temporary");
            }
        }
    }

    @Test
    void findsTextsThroughAConnectionWithAnotherCharacterSet() {
        String url = TestDatabases.mariaDbUrl().replace("jdbc:mariadb:", "jdbc:mysql:")
                + "&connectionCollation=gbk_chinese_ci";
        try (HikariDataSource pool = TestDatabases.pool(url)) {
            new SchemaMigrator(pool, List.of("operation-log")).run(SchemaMode.MIGRATE);
            JdbcOperationLogRepository repository = new JdbcOperationLogRepository(pool, Duration.ofSeconds(10));
            OperationLogEntry entry = TestEntries.described("修改了 Oolong 的价格");
            repository.saveAll(List.of(entry));

            assertThat(repository.find(text("价格 OOLONG")).items())
                    .extracting(OperationLogEntry::id)
                    .containsExactly(entry.id());
        }
    }

    @Test
    void h2ReadsTheIndexInOrder() {
        try (HikariDataSource pool = TestDatabases.h2()) {
            fill(pool);
            LogSelect select = select(pool, text("price 3999"), false);

            assertThat(plan(pool, "EXPLAIN ", page(select, null)))
                    .containsIgnoringCase("opsmon_ol_time")
                    .containsIgnoringCase("index sorted");
        }
    }

    @Test
    void theDatabaseChoosesTheIndexForOtherConditions() {
        try (HikariDataSource pool = TestDatabases.postgres()) {
            fill(pool);
            OperationLogFilter filter = OperationLogFilter.builder()
                    .text("price")
                    .operator("nobody")
                    .build();
            new JdbcTemplate(pool).execute("VACUUM ANALYZE opsmon_operation_log");

            assertThat(plan(pool, "EXPLAIN ", page(select(pool, filter, false), null)))
                    .contains("opsmon_ol_operator");
            // The index of trigrams needs the conditions on the texts alone.
            assertThat(page(select(pool, text("price"), true), null).sql()).doesNotContain("text_key");
        }
    }

    @Test
    void loginLogsReadTheIndex() {
        try (HikariDataSource pool = TestDatabases.postgres()) {
            fill(pool);
            LogSelect select = new LogSelect(
                    LoginLogDefinition.LOGIN_LOG,
                    new LogStatements<>(LoginLogDefinition.LOGIN_LOG, pool, null).dialect(),
                    LoginLogFilter.builder().text("mallory").build(),
                    false);

            assertThat(plan(pool, "EXPLAIN ", page(select, null))).contains("using opsmon_ll_time");
        }
    }
}
