package io.opsmon.operationlog.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.TestEntries;
import io.opsmon.testsupport.TestDatabases;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class MariaDbOperationLogRepositoryTest extends JdbcOperationLogRepositoryContract {

    @Override
    DataSource pool() {
        return TestDatabases.mariaDb();
    }

    /** InnoDB ends a deadlock by a rollback of the whole transaction. A part of it must not be committed later. */
    @Test
    void failsTheCommitOfATransactionThatADeadlockRolledBack() throws Exception {
        JdbcTemplate sql = new JdbcTemplate(pool);
        sql.execute("DROP TABLE IF EXISTS stock");
        sql.execute("CREATE TABLE stock (id INT PRIMARY KEY, amount INT NOT NULL)");
        sql.execute("INSERT INTO stock VALUES (1, 10), (2, 10)");
        OperationLogEntry entry = TestEntries.complete();
        TransactionTemplate business = new TransactionTemplate(new JdbcTransactionManager(pool));
        CountDownLatch hasEntry = new CountDownLatch(1);
        CountDownLatch hasStock = new CountDownLatch(1);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        Future<?> other = thread.submit(() -> business.execute(status -> {
            jdbc.saveInTransaction(entry);
            // InnoDB rolls back the transaction with fewer changes.
            sql.update("INSERT INTO stock VALUES "
                    + IntStream.range(10, 200).mapToObj(i -> "(" + i + ", 0)").collect(Collectors.joining(", ")));
            hasEntry.countDown();
            await(hasStock);
            return sql.update("UPDATE stock SET amount = amount + 1 WHERE id = 1");
        }));

        assertThatThrownBy(() -> business.executeWithoutResult(status -> {
                    sql.update("UPDATE stock SET amount = amount - 1 WHERE id = 1");
                    await(hasEntry);
                    hasStock.countDown();
                    assertThatThrownBy(() -> jdbc.saveInTransaction(entry))
                            .isInstanceOf(ConcurrencyFailureException.class);
                    sql.update("UPDATE stock SET amount = amount + 100 WHERE id = 2");
                }))
                .isInstanceOf(ConcurrencyFailureException.class)
                .hasMessageContaining("rolled back");

        other.get();
        thread.shutdown();
        assertThat(sql.queryForList("SELECT amount FROM stock WHERE id <= 2 ORDER BY id", Integer.class))
                .containsExactly(11, 10);
        sql.execute("DROP TABLE stock");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
