package io.opsmon.onlineuser.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.internal.schema.MigratedDataSource;
import io.opsmon.internal.schema.SchemaMigrator;
import io.opsmon.internal.schema.SchemaMode;
import io.opsmon.onlineuser.internal.console.ConsoleGrant;
import io.opsmon.onlineuser.internal.console.ConsoleGrantStore;
import io.opsmon.onlineuser.internal.console.ConsoleGrantStoreContract;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.jdbc.core.JdbcTemplate;

/** The contract of a database store, for every database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class JdbcConsoleGrantStoreContract extends ConsoleGrantStoreContract {

    private final DataSource pool = pool();
    private final MigratedDataSource dataSource =
            new MigratedDataSource(pool, new SchemaMigrator(pool, List.of("online-user")), SchemaMode.MIGRATE);

    abstract DataSource pool();

    @Override
    protected ConsoleGrantStore store() {
        return new JdbcConsoleGrantStore(dataSource);
    }

    @Test
    void leavesNoContentOfAUsedTicketAndNoRowOfAnEndedOne() {
        JdbcTemplate sql = new JdbcTemplate(dataSource);
        ConsoleGrantStore store = store();
        Instant now = Instant.parse("2030-01-01T00:00:00Z");
        sql.execute("DELETE FROM opsmon_console_grant");
        store.put(new ConsoleGrant("used", "secret", now.plusSeconds(1)));
        store.put(new ConsoleGrant("ended", "secret", now.plusSeconds(1)));

        store.take("used", now, now.plusSeconds(60));
        store.clean(now.plusSeconds(1));

        assertThat(sql.queryForList("SELECT sealed FROM opsmon_console_grant", String.class))
                .containsExactly("");
    }
}
