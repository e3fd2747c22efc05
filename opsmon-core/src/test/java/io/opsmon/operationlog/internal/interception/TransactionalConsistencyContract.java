package io.opsmon.operationlog.internal.interception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opsmon.internal.jdbc.TransactionOrigin;
import io.opsmon.internal.schema.MigratedDataSource;
import io.opsmon.internal.schema.SchemaMigrator;
import io.opsmon.internal.schema.SchemaMode;
import io.opsmon.log.LogPageRequest;
import io.opsmon.log.Outcome;
import io.opsmon.operationlog.OperationLog;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogFilter;
import io.opsmon.operationlog.internal.jdbc.JdbcOperationLogRepository;
import io.opsmon.recording.Consistency;
import io.opsmon.testsupport.TestDatabases;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;
import org.springframework.transaction.support.TransactionTemplate;

/** Entries commit and roll back with the business transaction, for any use of the transaction by the method. */
abstract class TransactionalConsistencyContract {

    static class Shop {
        @OperationLog(description = "sold", consistency = Consistency.TRANSACTIONAL)
        public void sell(JdbcTemplate jdbc) {
            jdbc.update("INSERT INTO sale VALUES (1)");
        }

        @OperationLog(description = "failed to sell", consistency = Consistency.TRANSACTIONAL)
        public void fail(JdbcTemplate jdbc) {
            jdbc.update("INSERT INTO sale VALUES (1)");
            throw new IllegalStateException("sold out");
        }

        /** Ignores the failure of a statement. */
        @OperationLog(description = "swallowed", consistency = Consistency.TRANSACTIONAL)
        public void swallow(JdbcTemplate jdbc) {
            jdbc.update("INSERT INTO sale VALUES (1)");
            try {
                jdbc.update("INSERT INTO no_such_table VALUES (1)");
            } catch (DataAccessException swallowed) {
                jdbc.getDataSource();
            }
        }

        @OperationLog(forEach = "#ids", description = "sold #{#item}", consistency = Consistency.TRANSACTIONAL)
        public void sellAll(JdbcTemplate jdbc, List<Integer> ids) {
            for (int id : ids) {
                if (id == 0) {
                    throw new IllegalStateException("sold out");
                }
                jdbc.update("INSERT INTO sale VALUES (?)", id);
            }
        }

        @OperationLog(description = "looked", consistency = Consistency.TRANSACTIONAL)
        public void look(JdbcTemplate jdbc) {
            jdbc.queryForList("SELECT id FROM sale");
        }
    }

    @TempDir
    Path directory = Path.of("");

    final DataSource pool = pool();
    final JdbcTemplate jdbc = new JdbcTemplate(pool);
    final TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(pool));

    @SuppressWarnings("NullAway.Init")
    RecordingContext context;

    @SuppressWarnings("NullAway.Init")
    Shop shop;

    abstract DataSource pool();

    @BeforeEach
    void makeShop() {
        jdbc.execute("CREATE TABLE sale (id INT)");
        MigratedDataSource database =
                new MigratedDataSource(pool, new SchemaMigrator(pool, List.of("operation-log")), SchemaMode.MIGRATE);
        database.migrate();
        context = new RecordingContext(new JdbcOperationLogRepository(database, Duration.ofSeconds(5)), directory);
        shop = context.recorded(new Shop());
    }

    @AfterEach
    void close() {
        context.close();
    }

    int sales() {
        return Objects.requireNonNull(jdbc.queryForObject("SELECT COUNT(*) FROM sale", Integer.class));
    }

    @Test
    void commitsWithTheBusiness() {
        transaction.executeWithoutResult(status -> shop.sell(jdbc));

        assertThat(sales()).isEqualTo(1);
        assertThat(context.onlyEntry().description()).isEqualTo("sold");
    }

    @Test
    void commitsTheEntriesOfAListWithTheBusinessOrNone() {
        List<Integer> ids = IntStream.rangeClosed(1, 60).boxed().toList();
        transaction.executeWithoutResult(status -> {
            shop.sellAll(jdbc, ids);
            status.setRollbackOnly();
        });
        assertThat(context.entries()).isEmpty();

        transaction.executeWithoutResult(status -> shop.sellAll(jdbc, ids));
        assertThat(sales()).isEqualTo(60);
        assertThat(context.entries()).hasSize(60);
    }

    @Test
    void storesTheEntriesOfAListAtOnceWithoutATransaction() {
        shop.sellAll(jdbc, List.of(1, 2, 3));

        assertThat(context.repository
                        .find(OperationLogFilter.ALL, LogPageRequest.first(10))
                        .items())
                .extracting(OperationLogEntry::description)
                .containsExactly("sold 3", "sold 2", "sold 1");
    }

    @Test
    void recordsTheFailuresOfAListInATransactionOfTheirOwn() {
        assertThatThrownBy(() -> transaction.executeWithoutResult(status -> shop.sellAll(jdbc, List.of(1, 0))))
                .hasMessage("sold out");

        assertThat(sales()).isZero();
        assertThat(context.entries())
                .hasSize(2)
                .allSatisfy(entry -> assertThat(entry.failure()).isNotNull());
    }

    @Test
    void isGoneIfTheBusinessRollsBack() {
        transaction.executeWithoutResult(status -> {
            shop.sell(jdbc);
            status.setRollbackOnly();
        });

        assertThat(sales()).isZero();
        assertThat(context.entries()).isEmpty();
    }

    @Test
    void recordsAFailureInATransactionOfItsOwn() {
        assertThatThrownBy(() -> transaction.executeWithoutResult(status -> shop.fail(jdbc)))
                .hasMessage("sold out");

        assertThat(sales()).isZero();
        assertThat(context.onlyEntry().failure()).isNotNull();
    }

    @Test
    void isStoredAtOnceWithoutATransaction() {
        shop.sell(jdbc);

        assertThat(context.repository
                        .find(io.opsmon.operationlog.OperationLogFilter.ALL)
                        .items())
                .extracting(OperationLogEntry::description)
                .containsExactly("sold");
    }

    @Test
    void leavesTheBusinessAloneWhenTheEntryCannotJoin() {
        jdbc.execute("ALTER TABLE opsmon_operation_log ADD CHECK (description <> 'sold')");

        transaction.executeWithoutResult(status -> shop.sell(jdbc));

        assertThat(sales()).isEqualTo(1);
        assertThat(context.entries()).isEmpty();
        assertThat(context.recorder.statistics().deadLettered()).isEqualTo(1);
    }

    /** Databases differ in whether they abort the transaction. The entry contains the real outcome of the sale. */
    @Test
    void saysNoSuccessOfATransactionThatTheDatabaseAborted() {
        boolean unrecorded = commits(transaction, status -> new Shop().swallow(jdbc));
        jdbc.update("DELETE FROM sale");

        assertThat(commits(transaction, status -> shop.swallow(jdbc))).isEqualTo(unrecorded);

        assertThat(context.entries()).hasSize(sales());
    }

    @Test
    void isGoneIfAParticipantRollsBackSilently() {
        TransactionTemplate inner = new TransactionTemplate(new JdbcTransactionManager(pool));
        DataSourceTransactionManager manager = new JdbcTransactionManager(pool);
        TransactionTemplate outer = new TransactionTemplate(manager);
        inner.setTransactionManager(manager);

        assertThatThrownBy(() -> outer.executeWithoutResult(status -> {
                    inner.executeWithoutResult(TransactionStatus::setRollbackOnly);
                    shop.sell(jdbc);
                }))
                .isInstanceOf(UnexpectedRollbackException.class);

        assertThat(sales()).isZero();
        assertThat(context.entries()).isEmpty();
    }

    @Test
    void keepsWhatANewTransactionCommitted() {
        DataSourceTransactionManager manager = new JdbcTransactionManager(pool);
        TransactionTemplate inner = new TransactionTemplate(manager);
        inner.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);

        new TransactionTemplate(manager).executeWithoutResult(status -> {
            inner.executeWithoutResult(ignored -> shop.sell(jdbc));
            shop.look(jdbc);
            status.setRollbackOnly();
        });

        assertThat(context.entries()).extracting(OperationLogEntry::description).containsExactly("sold");
    }

    @Test
    void keepsReadingInAReadOnlyTransaction() {
        transaction.setReadOnly(true);

        transaction.executeWithoutResult(status -> shop.look(jdbc));

        assertThat(context.onlyEntry().outcome()).isEqualTo(Outcome.SUCCESS);
    }

    @Test
    void isGoneIfTheTransactionOfAnotherDatabaseRollsBack() {
        TransactionTemplate elsewhere = new TransactionTemplate(new JdbcTransactionManager(TestDatabases.h2()));

        elsewhere.executeWithoutResult(status -> {
            shop.look(jdbc);
            status.setRollbackOnly();
        });
        assertThat(context.entries()).isEmpty();

        elsewhere.executeWithoutResult(status -> shop.look(jdbc));
        assertThat(context.onlyEntry().description()).isEqualTo("looked");
    }

    @Test
    void isGoneIfTheSavepointAroundItRollsBack() {
        DataSourceTransactionManager manager = new JdbcTransactionManager(TestDatabases.h2());
        TransactionTemplate nested = new TransactionTemplate(manager);
        nested.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);

        new TransactionTemplate(manager).executeWithoutResult(status -> {
            nested.executeWithoutResult(inner -> {
                shop.look(jdbc);
                inner.setRollbackOnly();
            });
            shop.look(jdbc);
            nested.executeWithoutResult(TransactionStatus::setRollbackOnly);
        });

        assertThat(context.entries()).hasSize(1);
    }

    @Test
    void saysThatNobodyKnowsWhetherItWasCommitted() {
        DataSourceTransactionManager manager = new DataSourceTransactionManager(TestDatabases.h2()) {
            @Override
            protected void doCommit(DefaultTransactionStatus status) {
                super.doRollback(status);
                throw new TransactionSystemException("the connection broke");
            }
        };

        assertThatThrownBy(() -> new TransactionTemplate(manager).executeWithoutResult(status -> shop.look(jdbc)))
                .isInstanceOf(TransactionSystemException.class);

        assertThat(context.onlyEntry().outcome()).isEqualTo(Outcome.FAILURE);
        assertThat(Objects.requireNonNull(context.onlyEntry().failure()).message())
                .contains("unknown");
    }

    /** The connection of the outer transaction is bound to the thread, but is not of the inner transaction. */
    @Test
    void isGoneIfTheTransactionOfAnotherDatabaseRollsBackInsideOneOfThisDatabase() {
        TransactionTemplate elsewhere = observed(new JdbcTransactionManager(TestDatabases.h2()));

        observed(new JdbcTransactionManager(pool)).executeWithoutResult(outer -> {
            jdbc.update("INSERT INTO sale VALUES (1)");
            elsewhere.executeWithoutResult(inner -> {
                shop.look(jdbc);
                inner.setRollbackOnly();
            });
        });

        assertThat(sales()).isEqualTo(1);
        assertThat(context.entries()).isEmpty();
    }

    @Test
    void keepsWhatAnotherDatabaseCommittedInsideATransactionThatRollsBack() {
        TransactionTemplate elsewhere = observed(new JdbcTransactionManager(TestDatabases.h2()));

        observed(new JdbcTransactionManager(pool)).executeWithoutResult(outer -> {
            elsewhere.executeWithoutResult(inner -> shop.look(jdbc));
            outer.setRollbackOnly();
        });

        assertThat(context.onlyEntry().description()).isEqualTo("looked");
    }

    @Test
    void joinsATransactionInsideOneOfAnotherDatabase() {
        TransactionTemplate here = observed(new JdbcTransactionManager(pool));

        observed(new JdbcTransactionManager(TestDatabases.h2())).executeWithoutResult(outer -> {
            here.executeWithoutResult(inner -> {
                shop.sell(jdbc);
                inner.setRollbackOnly();
            });
            here.executeWithoutResult(inner -> {
                shop.look(jdbc);
                assertThat(jdbc.queryForObject("SELECT COUNT(*) FROM opsmon_operation_log", Integer.class))
                        .isEqualTo(1);
            });
            outer.setRollbackOnly();
        });

        assertThat(sales()).isZero();
        assertThat(context.onlyEntry().description()).isEqualTo("looked");
    }

    @Test
    void joinsAfterATransactionOfAnotherDatabaseHasEnded() {
        TransactionTemplate elsewhere = observed(new JdbcTransactionManager(TestDatabases.h2()));

        observed(new JdbcTransactionManager(pool)).executeWithoutResult(outer -> {
            elsewhere.executeWithoutResult(inner -> new Shop().look(jdbc));
            shop.sell(jdbc);
            outer.setRollbackOnly();
        });

        assertThat(context.entries()).isEmpty();
    }

    /** Connections of such a pool look like connections in a transaction, but nobody commits them. */
    @Test
    void isStoredAfterTheCommitOfAnotherDatabaseIfThePoolHasNoAutoCommit() {
        DataSource withoutAutoCommit = new DelegatingDataSource(pool) {
            @Override
            public Connection getConnection() throws SQLException {
                Connection connection = super.getConnection();
                connection.setAutoCommit(false);
                return connection;
            }
        };
        try (RecordingContext own = new RecordingContext(
                new JdbcOperationLogRepository(withoutAutoCommit, Duration.ofSeconds(5)), directory.resolve("own"))) {
            Shop recorded = own.recorded(new Shop());

            observed(new JdbcTransactionManager(TestDatabases.h2()))
                    .executeWithoutResult(status -> recorded.look(new JdbcTemplate(withoutAutoCommit)));

            assertThat(own.onlyEntry().description()).isEqualTo("looked");
        }
    }

    @Test
    void isGoneIfTheTransactionOfABrokerRollsBackInsideOneOfThisDatabase() {
        TransactionTemplate broker = observed(new WithoutDatabase());

        observed(new JdbcTransactionManager(pool)).executeWithoutResult(outer -> {
            broker.executeWithoutResult(inner -> {
                shop.look(jdbc);
                inner.setRollbackOnly();
            });
            broker.executeWithoutResult(inner -> shop.sell(jdbc));
        });

        assertThat(context.onlyEntry().description()).isEqualTo("sold");
    }

    /** The transactions of a resource without connections, such as a message broker. */
    @SuppressWarnings("serial")
    private static final class WithoutDatabase extends AbstractPlatformTransactionManager {
        @Override
        protected Object doGetTransaction() {
            return new Object();
        }

        @Override
        protected void doBegin(Object transaction, TransactionDefinition definition) {}

        @Override
        protected void doCommit(DefaultTransactionStatus status) {}

        @Override
        protected void doRollback(DefaultTransactionStatus status) {}
    }

    /** Observes the transactions of a manager, like the auto-configuration. */
    private static TransactionTemplate observed(AbstractPlatformTransactionManager manager) {
        manager.addListener(TransactionOrigin.listener());
        return new TransactionTemplate(manager);
    }

    /**
     * Returns false if the work or the commit fails. A transaction that was rolled back silently counts as committed.
     */
    boolean commits(TransactionTemplate template, Consumer<TransactionStatus> work) {
        try {
            template.executeWithoutResult(work);
            return true;
        } catch (TransactionException | DataAccessException refused) {
            return false;
        }
    }
}
