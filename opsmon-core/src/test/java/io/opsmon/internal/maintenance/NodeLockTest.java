package io.opsmon.internal.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.internal.schema.SchemaMigrator;
import io.opsmon.internal.schema.SchemaMode;
import io.opsmon.testsupport.TestDatabases;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Lock with two competing nodes. */
class NodeLockTest {

    private static HikariDataSource database(String kind) {
        Supplier<HikariDataSource> pool = switch (kind) {
            case "postgres" -> TestDatabases::postgres;
            case "mariadb" -> TestDatabases::mariaDb;
            default -> TestDatabases::h2;
        };
        HikariDataSource database = pool.get();
        new SchemaMigrator(database, List.of("chain")).run(SchemaMode.MIGRATE);
        return database;
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2", "postgres", "mariadb"})
    void isHeldByOneNodeAtATimeAndNamesIt(String kind) {
        try (HikariDataSource database = database(kind)) {
            NodeLock one = new NodeLock(database, "tidying", "node#1");
            NodeLock two = new NodeLock(database, "tidying", "node#2");
            NodeLock another = new NodeLock(database, "counting", "node#2");
            assertThat(two.holder()).isEmpty();

            try (NodeLock.Held held = one.tryAcquire().orElseThrow()) {
                assertThat(held).isNotNull();
                assertThat(two.tryAcquire()).isEmpty();
                assertThat(one.tryAcquire()).isEmpty();
                assertThat(two.holder()).contains("node#1");
                another.tryAcquire().orElseThrow().close();
            }

            two.tryAcquire().orElseThrow().close();
            assertThat(one.holder()).contains("node#2");
        }
    }

    /** Two processes may have the same node name, for example the name of the machine. */
    @ParameterizedTest
    @ValueSource(strings = {"h2", "postgres", "mariadb"})
    void aHolderWhoseLeaseHasEndedDoesNotReleaseItsSuccessor(String kind) {
        try (HikariDataSource database = database(kind)) {
            NodeLock lock = new NodeLock(database, "tidying", "node");
            NodeLock.Held paused = lock.tryAcquire().orElseThrow();
            new JdbcTemplate(database).update("UPDATE opsmon_lock SET lock_until = locked_at");

            try (NodeLock.Held successor =
                    new NodeLock(database, "tidying", "node").tryAcquire().orElseThrow()) {
                assertThat(successor).isNotNull();
                paused.close();
                assertThat(lock.tryAcquire()).isEmpty();
            }
        }
    }

    /** State after the clock of the database was years ahead. */
    @ParameterizedTest
    @ValueSource(strings = {"h2", "postgres", "mariadb"})
    void takesALockWhoseLeaseStaysTheSameAndDoesNotEnd(String kind) {
        try (HikariDataSource database = database(kind)) {
            new JdbcTemplate(database)
                    .update("INSERT INTO opsmon_lock (name, lock_until, locked_at, locked_by) VALUES ('tidying',"
                            + " '2100-01-01 00:00:30.5', '2100-01-01 00:00:00', 'dead')");
            assertThat(new NodeLock(database, "tidying", "node").tryAcquire()).isEmpty();

            NodeLock lock = new NodeLock(database, "tidying", "node", Duration.ofMillis(200));
            assertThat(lock.tryAcquire()).isEmpty();

            Optional<NodeLock.Held> held = await().until(lock::tryAcquire, Optional::isPresent);
            held.orElseThrow().close();
            assertThat(lock.holder()).contains("node");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2", "postgres", "mariadb"})
    void leavesNoThreadBehind(String kind) {
        try (HikariDataSource database = database(kind)) {
            NodeLock lock = new NodeLock(database, "threads-" + kind, "node");
            NodeLock.Held held = lock.tryAcquire().orElseThrow();
            assertThat(lock.tryAcquire()).isEmpty();
            held.close();

            await().until(() -> Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().equals("opsmon-lock-threads-" + kind)));
        }
    }
}
