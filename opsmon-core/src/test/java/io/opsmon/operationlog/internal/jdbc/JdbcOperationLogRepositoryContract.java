package io.opsmon.operationlog.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.internal.schema.MigratedDataSource;
import io.opsmon.internal.schema.SchemaMigrator;
import io.opsmon.internal.schema.SchemaMode;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogFilter;
import io.opsmon.operationlog.OperationLogRepository;
import io.opsmon.operationlog.OperationLogRepositoryContract;
import io.opsmon.operationlog.TestEntries;
import io.opsmon.testsupport.TestDatabases;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.StatementCallback;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** The contract of every database, in addition to the contract of all stores. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class JdbcOperationLogRepositoryContract extends OperationLogRepositoryContract {

    private final DataSource pool = pool();
    private final MigratedDataSource dataSource =
            new MigratedDataSource(pool, new SchemaMigrator(pool, List.of("operation-log")), SchemaMode.MIGRATE);
    private final JdbcOperationLogRepository jdbc = new JdbcOperationLogRepository(dataSource, Duration.ofSeconds(10));

    abstract DataSource pool();

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
    void leavesNoTimeLimitOnAConnection() {
        HikariDataSource one = TestDatabases.pool(((HikariDataSource) pool).getJdbcUrl());
        one.setMaximumPoolSize(1);
        try (one) {
            new JdbcOperationLogRepository(one, Duration.ofSeconds(7)).find(OperationLogFilter.ALL);

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
}
