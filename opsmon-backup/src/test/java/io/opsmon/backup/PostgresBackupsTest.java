package io.opsmon.backup;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.backup.internal.postgres.PostgresRunner;
import io.opsmon.testsupport.TestDatabases;
import io.opsmon.testsupport.TestTools;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

class PostgresBackupsTest extends BackupsContract {

    PostgresBackupsTest() throws InterruptedException {
        TestTools.require("pg_dump");
    }

    @Override
    BackupRunner runner() {
        return new PostgresRunner(DumpMethod.TOOLS, null, 1);
    }

    @Override
    HikariDataSource pool() {
        return TestDatabases.postgres();
    }

    @Test
    void aVerificationWhoseServerEndsAndRefusesConnectionsIsInconclusive() throws Exception {
        try (HikariDataSource administrator = TestDatabases.postgres()) {
            JdbcTemplate jdbc = new JdbcTemplate(administrator);
            verifyWhile(() -> {
                String name = jdbc.queryForObject(
                        "SELECT datname FROM pg_database WHERE datname LIKE 'opsmon\\_scratch\\_%'", String.class);
                jdbc.execute("ALTER DATABASE \"" + name + "\" ALLOW_CONNECTIONS false");
                jdbc.queryForList("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ?", name);
            });
        }
    }

    @Test
    void restoresWithWarningsAndKeepsTheFindings() {
        restoreWithWarnings(
                List.of(
                        "CREATE TABLE votes (id int PRIMARY KEY, weight int)",
                        "INSERT INTO votes VALUES (1, 5)",
                        "CREATE MATERIALIZED VIEW shares AS SELECT 100 / weight AS share FROM votes",
                        "UPDATE votes SET weight = 0",
                        "CREATE TABLE events (at timestamptz CHECK (at > now() - interval '1 day'))"),
                "CONDITIONAL_CHECK",
                "REFRESH MATERIALIZED VIEW public.shares: division by zero");
    }
}
