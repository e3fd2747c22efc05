package io.opsmon.operationlog.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.internal.schema.MigratedDataSource;
import io.opsmon.internal.schema.SchemaMigrator;
import io.opsmon.internal.schema.SchemaMode;
import io.opsmon.jdbc.DatabaseDialect;
import io.opsmon.log.internal.jdbc.LogStatements;
import io.opsmon.operationlog.OperationLogDefinition;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogFilter;
import io.opsmon.operationlog.OperationLogRepository;
import io.opsmon.operationlog.OperationLogRepositoryContract;
import io.opsmon.operationlog.Operator;
import io.opsmon.operationlog.TestEntries;
import io.opsmon.testsupport.TestDatabases;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.StatementCallback;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** The contract of every database, in addition to the contract of all stores. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class JdbcOperationLogRepositoryContract extends OperationLogRepositoryContract {

    final DataSource pool = pool();
    private final MigratedDataSource dataSource =
            new MigratedDataSource(pool, new SchemaMigrator(pool, List.of("operation-log")), SchemaMode.MIGRATE);
    final JdbcOperationLogRepository jdbc = new JdbcOperationLogRepository(dataSource, Duration.ofSeconds(10));

    abstract DataSource pool();

    /** Another pool on the same database, named as the first one. */
    DataSource named(HikariDataSource other) {
        return other;
    }

    @Override
    protected OperationLogRepository emptyRepository() {
        new JdbcTemplate(dataSource).execute("DELETE FROM opsmon_operation_log");
        return jdbc;
    }

    private long count() {
        return jdbc.find(OperationLogFilter.ALL).total().value();
    }

    /** H2 keeps the time limit of a statement for its connection, which the host uses next. */
    @Test
    void leavesNoTimeLimitOnAConnection() throws SQLException {
        HikariDataSource one =
                TestDatabases.pool(pool.unwrap(HikariDataSource.class).getJdbcUrl());
        one.setMaximumPoolSize(1);
        try (one) {
            new JdbcOperationLogRepository(named(one), Duration.ofSeconds(7)).find(OperationLogFilter.ALL);

            assertThat(new JdbcTemplate(one).<Integer>execute((StatementCallback<Integer>) Statement::getQueryTimeout))
                    .isZero();
        }
    }

    @Test
    void storesAllOrNothing() {
        List<OperationLogEntry> batch = new java.util.ArrayList<>();
        for (int i = 0; i < 20; i++) {
            batch.add(TestEntries.complete());
        }
        batch.add(TestEntries.entry(TestEntries.NOON, "m".repeat(101), "OTHER", "", io.opsmon.log.Outcome.SUCCESS));

        assertThatThrownBy(() -> jdbc.saveAll(batch)).isInstanceOf(DataIntegrityViolationException.class);

        assertThat(count()).isZero();
    }

    @Test
    void isNoPartOfTheCallersTransaction() {
        TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(pool));
        transaction.executeWithoutResult(status -> {
            jdbc.saveAll(List.of(TestEntries.complete()));
            status.setRollbackOnly();
        });

        assertThat(count()).isEqualTo(1);
    }

    @Test
    void joinsTheCallersTransactionWhenAsked() {
        TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(pool));
        transaction.executeWithoutResult(status ->
                assertThat(jdbc.saveInTransaction(TestEntries.complete())).isTrue());
        assertThat(count()).isEqualTo(1);

        transaction.executeWithoutResult(status -> {
            assertThat(jdbc.saveInTransaction(TestEntries.complete())).isTrue();
            status.setRollbackOnly();
        });
        assertThat(count()).isEqualTo(1);
        assertThat(jdbc.saveInTransaction(TestEntries.complete())).isFalse();
    }

    @Test
    void leavesTheTransactionUsableWhenAnEntryCannotJoinIt() {
        OperationLogEntry tooLong =
                TestEntries.entry(TestEntries.NOON, "m".repeat(101), "OTHER", "", io.opsmon.log.Outcome.SUCCESS);
        new TransactionTemplate(new JdbcTransactionManager(pool)).executeWithoutResult(status -> {
            assertThatThrownBy(() -> jdbc.saveInTransaction(tooLong))
                    .isInstanceOf(DataIntegrityViolationException.class);
            assertThat(jdbc.saveInTransaction(TestEntries.complete())).isTrue();
        });

        assertThat(count()).isEqualTo(1);
    }

    @Test
    void ignoresAReadOnlyTransactionOfAnotherDatabase() {
        TransactionTemplate elsewhere =
                new TransactionTemplate(new JdbcTransactionManager(io.opsmon.testsupport.TestDatabases.h2()));
        elsewhere.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRED);
        elsewhere.executeWithoutResult(status ->
                assertThat(jdbc.saveInTransaction(TestEntries.complete())).isFalse());

        assertThat(count()).isZero();
    }

    /** Names are found in any case, and yet a page is one range of one index. */
    @Test
    void findsNamesWithAnIndex() {
        emptyRepository();
        List<OperationLogEntry> entries = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            entries.add(TestEntries.with(
                    TestEntries.at(TestEntries.NOON.plusSeconds(i)),
                    Operator.of("User" + i % 300),
                    null,
                    null,
                    null,
                    Duration.ZERO));
        }
        jdbc.saveAll(entries);
        DatabaseDialect dialect = new LogStatements<>(OperationLogDefinition.OPERATION_LOG, dataSource, null).dialect();
        String explained = "EXPLAIN SELECT * FROM opsmon_operation_log WHERE "
                + dialect.hasName("operator_id").replace("?", "'user7'")
                + " ORDER BY occurred_at DESC, id DESC " + dialect.limit("50");

        String plan = new JdbcTemplate(dataSource).execute((ConnectionCallback<String>) connection -> {
            boolean isH2 = connection.getMetaData().getURL().startsWith("jdbc:h2");
            boolean isPostgres = connection.getMetaData().getURL().startsWith("jdbc:postgresql");
            try (Statement statement = connection.createStatement()) {
                statement.execute(
                        isH2
                                ? "ANALYZE"
                                : isPostgres ? "ANALYZE opsmon_operation_log" : "ANALYZE TABLE opsmon_operation_log");
            }
            return new JdbcTemplate(new SingleConnectionDataSource(connection, true))
                    .queryForList(explained)
                    .toString();
        });

        assertThat(plan).containsIgnoringCase("opsmon_ol_operator").doesNotContainIgnoringCase("filesort");
    }
}
