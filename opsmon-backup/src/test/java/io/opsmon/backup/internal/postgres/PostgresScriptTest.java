package io.opsmon.backup.internal.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.backup.BackupRunner.DumpReport;
import io.opsmon.backup.DumpMethod;
import io.opsmon.backup.RestoreScope;
import io.opsmon.backup.TableProgress;
import io.opsmon.backup.internal.tool.ToolProcess;
import io.opsmon.testsupport.TestTools;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Dumps through the driver, compared by pg_dump: the output for the original and for the restored database must be
 * equal.
 */
class PostgresScriptTest extends PostgresRunnerContract {

    PostgresScriptTest() {
        super(new PostgresRunner(DumpMethod.JDBC, null, 1));
    }

    @Test
    void restoresAllThatPgDumpSees() throws Exception {
        TestTools.require("pg_dump");
        for (String statement : PostgresMuseum.EXHIBITS) {
            jdbc.execute(statement);
        }
        byte[] dump = dump();

        try (HikariDataSource fresh = empty()) {
            runner.restore(database(fresh), new ByteArrayInputStream(dump), RestoreScope.INTO_EMPTY);

            assertThat(whole(fresh)).isEqualTo(whole(pool));
            assertWorks(new JdbcTemplate(fresh));
        }
        String before = whole(pool);
        runner.restore(database(pool), new ByteArrayInputStream(dump()), RestoreScope.REPLACE);
        assertThat(whole(pool)).isEqualTo(before);
    }

    @Test
    void isAScriptForPsqlToo(@TempDir Path directory) throws Exception {
        TestTools.require("pg_dump");
        TestTools.require("psql");
        byte[] dump = dump();
        try (HikariDataSource fresh = empty()) {
            new ToolProcess(
                            List.of(
                                    "/usr/bin/env",
                                    "psql",
                                    "--no-psqlrc",
                                    "--quiet",
                                    "--set=ON_ERROR_STOP=1",
                                    "--output=/dev/null",
                                    "--file=-"),
                            PostgresAddress.of(database(fresh)).environment(),
                            List.of())
                    .run(process -> {
                        try (OutputStream in = process.getOutputStream()) {
                            in.write(dump);
                        }
                    });

            assertThat(whole(fresh)).isEqualTo(whole(pool));
        }
    }

    private static String whole(HikariDataSource pool) throws Exception {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        new ToolProcess(
                        List.of("/usr/bin/env", "pg_dump", "--no-owner"),
                        PostgresAddress.of(database(pool)).environment(),
                        List.of())
                .run(process -> process.getInputStream().transferTo(said));
        // Newer versions write a random key in these lines.
        return said.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.startsWith("\\restrict") && !line.startsWith("\\unrestrict"))
                .collect(Collectors.joining("\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "SELECT lo_create(4711) | large object 4711",
                "CREATE OPERATOR FAMILY alike USING btree | operator family public.alike USING btree",
                "CREATE PUBLICATION everything FOR ALL TABLES | publication everything",
            })
    void refusesByNameWhatItDoesNotCarry(String statement, String name) throws Exception {
        jdbc.execute(statement);

        assertThatThrownBy(() -> runner.dump(database(pool), OutputStream.nullOutputStream(), TableProgress.NONE))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("only pg_dump supports: " + name + ". Install");
    }

    @Test
    void isTakenWhereThereAreNoPrograms(@TempDir Path nothing) throws Exception {
        PostgresRunner choosing = new PostgresRunner(DumpMethod.AUTO, nothing, 1);
        ByteArrayOutputStream dump = new ByteArrayOutputStream();
        DumpReport report = choosing.dump(database(pool), dump, TableProgress.NONE);

        assertThat(report.tool()).isNull();
        try (HikariDataSource fresh = empty()) {
            choosing.restore(database(fresh), new ByteArrayInputStream(dump.toByteArray()), RestoreScope.INTO_EMPTY);
            assertThat(choosing.contents(database(fresh), TableProgress.NONE)).isEqualTo(report.tables());
        }
    }

    @Test
    void needsOneConnectionAndLeavesItAsItWas() throws Exception {
        HikariConfig one = new HikariConfig();
        one.setJdbcUrl(pool.getJdbcUrl());
        one.setMaximumPoolSize(1);
        try (HikariDataSource single = new HikariDataSource(one)) {
            JdbcTemplate same = new JdbcTemplate(single);
            same.execute("DO 'BEGIN END'"); // Loads the language, so that its settings are listed.
            String settings = "SELECT string_agg(name || '=' || setting, ' ' ORDER BY name) FROM pg_settings"
                    + " WHERE name NOT IN ('transaction_isolation', 'transaction_read_only')";
            String before = same.queryForObject(settings, String.class);
            Integer session = same.queryForObject("SELECT pg_backend_pid()", Integer.class);

            ByteArrayOutputStream dump = new ByteArrayOutputStream();
            runner.dump(database(single), dump, TableProgress.NONE);
            runner.restore(database(single), new ByteArrayInputStream(dump.toByteArray()), RestoreScope.REPLACE);

            assertThat(same.queryForObject("SELECT pg_backend_pid()", Integer.class))
                    .isEqualTo(session);
            assertThat(same.queryForObject(settings, String.class)).isEqualTo(before);
        }
    }
}
