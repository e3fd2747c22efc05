package io.opsmon.loginlog.internal.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.internal.schema.MigratedDataSource;
import io.opsmon.internal.schema.SchemaMigrator;
import io.opsmon.internal.schema.SchemaMode;
import io.opsmon.loginlog.guard.AttemptKey;
import io.opsmon.loginlog.guard.AttemptPolicy;
import io.opsmon.loginlog.guard.AttemptStore;
import io.opsmon.loginlog.guard.AttemptStoreContract;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.JdbcTemplate;

/** The contract of a database store, for every database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class JdbcAttemptStoreContract extends AttemptStoreContract {

    private final DataSource pool = pool();
    private final MigratedDataSource dataSource =
            new MigratedDataSource(pool, new SchemaMigrator(pool, List.of("login-log")), SchemaMode.MIGRATE);
    private JdbcAttemptStore jdbc = new JdbcAttemptStore(dataSource, 3_000);

    abstract DataSource pool();

    @Override
    protected AttemptStore emptyStore(int capacity) {
        new JdbcTemplate(dataSource).execute("DELETE FROM opsmon_login_attempt");
        jdbc = new JdbcAttemptStore(dataSource, capacity);
        return jdbc;
    }

    @Override
    protected long remembered() {
        return Objects.requireNonNull(
                new JdbcTemplate(dataSource).queryForObject("SELECT COUNT(*) FROM opsmon_login_attempt", Long.class));
    }

    @Test
    void removesWhatSaysNothingAnyMore() {
        AttemptPolicy policy = new AttemptPolicy(1, Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofHours(1));
        Instant noon = Instant.parse("2026-03-01T12:00:00Z");
        jdbc.fail(new AttemptKey("locked", "10.0.0.1"), policy, noon);
        jdbc.fail(
                new AttemptKey("failed", "10.0.0.1"),
                new AttemptPolicy(9, Duration.ofMinutes(1), Duration.ofHours(1), Duration.ofHours(1)),
                noon);

        assertThat(jdbc.removeBefore(noon.plusSeconds(60))).isEqualTo(1);
        assertThat(jdbc.locks(noon.plusSeconds(60), 10)).hasSize(1);
        assertThat(jdbc.removeBefore(noon.plusSeconds(7_200))).isEqualTo(1);
    }
}
