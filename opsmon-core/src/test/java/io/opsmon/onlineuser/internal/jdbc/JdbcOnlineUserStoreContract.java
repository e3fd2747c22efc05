package io.opsmon.onlineuser.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.internal.schema.MigratedDataSource;
import io.opsmon.internal.schema.SchemaMigrator;
import io.opsmon.internal.schema.SchemaMode;
import io.opsmon.onlineuser.OnlineSession;
import io.opsmon.onlineuser.OnlineUserStore;
import io.opsmon.onlineuser.OnlineUserStoreContract;
import io.opsmon.onlineuser.TestSessions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.JdbcTemplate;

/** The contract of a database store, for every database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class JdbcOnlineUserStoreContract extends OnlineUserStoreContract {

    private final DataSource pool = pool();
    private final MigratedDataSource dataSource =
            new MigratedDataSource(pool, new SchemaMigrator(pool, List.of("online-user")), SchemaMode.MIGRATE);

    abstract DataSource pool();

    @Override
    protected OnlineUserStore emptyStore() {
        JdbcTemplate sql = new JdbcTemplate(dataSource);
        sql.execute("DELETE FROM opsmon_online_session");
        sql.execute("DELETE FROM opsmon_online_kick");
        return new JdbcOnlineUserStore(dataSource, TIMEOUT, Duration.ofMillis(200));
    }

    /** An incomplete id could not be decrypted. */
    @Test
    void keepsASessionWithoutAnIdThatIsTooLong() {
        OnlineUserStore store = emptyStore();
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        OnlineSession session = TestSessions.of("bob", now);
        OnlineSession fits = TestSessions.of("bob", now).withSealedId("i".repeat(255));

        store.put(List.of(session.withSealedId("i".repeat(256)), fits));

        assertThat(store.get(session.ref(), now)).contains(session);
        assertThat(store.get(fits.ref(), now)).contains(fits);
    }
}
