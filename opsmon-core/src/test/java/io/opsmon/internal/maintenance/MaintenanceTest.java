package io.opsmon.internal.maintenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.internal.schema.MigratedDataSource;
import io.opsmon.internal.schema.SchemaMigrator;
import io.opsmon.internal.schema.SchemaMode;
import io.opsmon.testsupport.TestDatabases;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Tasks that fail, and tasks with a lock that has no holder and does not end. */
class MaintenanceTest {

    private static HikariDataSource pool(String database) {
        Supplier<HikariDataSource> pool = switch (database) {
            case "postgres" -> TestDatabases::postgres;
            case "mariadb" -> TestDatabases::mariaDb;
            default -> TestDatabases::h2;
        };
        return pool.get();
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2", "postgres", "mariadb"})
    void runsATaskAgainWhoseLockLastsForYearsAndNamesTheOneThatFails(String database) {
        try (HikariDataSource pool = pool(database)) {
            new MigratedDataSource(pool, new SchemaMigrator(pool, List.of("chain")), SchemaMode.MIGRATE).migrate();
            JdbcTemplate jdbc = new JdbcTemplate(pool);
            // State after the clock of the database was ten years ahead.
            jdbc.update("INSERT INTO opsmon_lock (name, lock_until, locked_at, locked_by) VALUES ('stuck', '2036-01-01"
                    + " 00:00:30.5', '2036-01-01 00:00:00', 'dead')");
            AtomicInteger runs = new AtomicInteger();
            AtomicBoolean fails = new AtomicBoolean(true);
            try (Maintenance maintenance = new Maintenance(pool, Duration.ofSeconds(1), Duration.ofSeconds(3))) {
                maintenance.schedule("stuck", Duration.ofSeconds(1), runs::incrementAndGet);
                maintenance.schedule("failing", Duration.ofSeconds(1), () -> {
                    if (fails.get()) {
                        throw new IOException("The key is missing");
                    }
                });
                await().until(() -> maintenance.problems().containsKey("failing"));
                assertThat(maintenance.problems().get("failing")).contains("PT1S", "The key is missing");
                await().until(() -> runs.get() >= 2);
                fails.set(false);
                await().until(() -> maintenance.problems().isEmpty());
            }
        }
    }
}
