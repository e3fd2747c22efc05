package io.opsmon.operationlog.interception;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opsmon.operationlog.OperationLog;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.jdbc.JdbcOperationLogRepository;
import io.opsmon.recording.Consistency;
import io.opsmon.schema.MigratedDataSource;
import io.opsmon.schema.SchemaMigrator;
import io.opsmon.schema.SchemaMode;
import io.opsmon.testsupport.TestDatabases;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Entries that commit and roll back with the business, on a real PostgreSQL. */
class TransactionalConsistencyTest {

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
    }

    @TempDir
    Path directory = Path.of("");

    private final DataSource pool = TestDatabases.postgres();
    private final JdbcTemplate jdbc = new JdbcTemplate(pool);
    private final TransactionTemplate transaction = new TransactionTemplate(new JdbcTransactionManager(pool));

    @SuppressWarnings("NullAway.Init")
    private RecordingContext context;

    @SuppressWarnings("NullAway.Init")
    private Shop shop;

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

    private int sales() {
        return java.util.Objects.requireNonNull(jdbc.queryForObject("SELECT COUNT(*) FROM sale", Integer.class));
    }

    @Test
    void commitsWithTheBusiness() {
        transaction.executeWithoutResult(status -> shop.sell(jdbc));

        assertThat(sales()).isEqualTo(1);
        assertThat(context.onlyEntry().description()).isEqualTo("sold");
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
                        .find(io.opsmon.operationlog.OperationLogQuery.builder().build())
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
}
