package io.opsmon.backup.internal.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.backup.BackupDatabase;
import io.opsmon.backup.BackupRunner.DumpReport;
import io.opsmon.backup.DumpMethod;
import io.opsmon.backup.RestoreScope;
import io.opsmon.backup.TableProgress;
import io.opsmon.backup.file.BackupManifest.TableContent;
import io.opsmon.backup.internal.tool.Tool;
import io.opsmon.backup.internal.tool.ToolException;
import io.opsmon.testsupport.TestDatabases;
import io.opsmon.testsupport.TestTools;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresRunnerTest extends PostgresRunnerContract {

    /** A name with characters that are special in shells, connection strings or SQL. */
    private static final String NASTY = "it's \"a\" \\ =$HOME; -- ünï";

    PostgresRunnerTest() throws InterruptedException {
        super(new PostgresRunner(DumpMethod.TOOLS, null, 1));
        TestTools.require("pg_dump");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "n numeric | 1.0 | 1.00",
                "n numeric | NULL | 0",
                "s text | '' | NULL",
                "s varchar(9) | 'a' | 'a '",
                "b bytea | '\\x00' | '\\x0000'",
                "i interval | '1 day' | '24 hours'",
                "f double precision | '0' | '-0'",
                "f float4 | '1' | '1.0000001'",
                "t timestamptz | 'infinity' | '2026-01-01 00:00:00.000001+00'",
                "t time | '12:00' | '12:00:00.000001'",
                "t timetz | '12:00+00' | '13:00+01'",
                "d date | 'infinity' | '-infinity'",
                "l boolean | NULL | false",
                "a text[] | '{NULL}' | '{\"NULL\"}'",
                "a int[] | '{1}' | '[0:0]={1}'",
                "j json | '{\"k\":1}' | '{\"k\": 1}'",
                "j jsonb | '{\"k\":null}' | '{\"k\":\"null\"}'",
                "x xml | '<a/>' | '<a></a>'",
                "p point | '(1,2)' | '(1,2.5)'",
                "v tsvector | 'a' | 'a:1'",
                "t text COLLATE alike | 'a' | 'A'",
                "m mixed | (1,NULL) | (NULL,1)",
            })
    void seesWhatIsEqualButNotTheSame(String values) throws Exception {
        jdbc.execute("CREATE COLLATION alike (provider = icu, locale = 'und-u-ks-level2', deterministic = false)");
        jdbc.execute("CREATE TYPE mixed AS (a int, b int)");
        String[] parts = values.split(" \\| ");
        jdbc.execute("CREATE TABLE one (before int, " + parts[0] + ", after text)");
        String column = parts[0].split(" ")[0];

        jdbc.execute("INSERT INTO one VALUES (1, " + parts[1] + ", 'x')");
        List<TableContent> first = runner.contents(database(pool), TableProgress.NONE);
        jdbc.execute("UPDATE one SET " + column + " = " + parts[2]);

        assertThat(runner.contents(database(pool), TableProgress.NONE))
                .filteredOn(table -> !first.contains(table))
                .extracting(TableContent::name)
                .containsExactly("one");
    }

    /** A row value in a query may have 64 columns more than a table. */
    @Test
    void countsTheWidestTableAndTheOneWithoutColumns() throws Exception {
        jdbc.execute(IntStream.rangeClosed(1, 1_600)
                .mapToObj(each -> "n" + each + " numeric")
                .collect(Collectors.joining(", ", "CREATE TABLE wide (", ")")));
        jdbc.execute("INSERT INTO wide (n1, n1600) VALUES (1.0, 1.00)");
        jdbc.execute("CREATE TABLE without_columns ()");
        jdbc.execute("INSERT INTO without_columns DEFAULT VALUES");
        List<TableContent> first = runner.contents(database(pool), TableProgress.NONE);

        jdbc.execute("UPDATE wide SET n1 = 1.00, n1600 = 1.0");

        assertThat(first)
                .extracting(TableContent::name, TableContent::rows)
                .contains(tuple("wide", 1L), tuple("without_columns", 1L));
        assertThat(runner.contents(database(pool), TableProgress.NONE))
                .filteredOn(table -> !first.contains(table))
                .extracting(TableContent::name)
                .containsExactly("wide");
    }

    @Test
    void needsAServerThatTellsWhatIsInItsTables() throws Exception {
        assertThat(PostgresRunner.engine(14, "14.1")).isEqualTo("PostgreSQL 14.1");
        assertThatThrownBy(() -> PostgresRunner.engine(13, "13.23"))
                .isInstanceOf(SQLFeatureNotSupportedException.class)
                .hasMessage("Backups require PostgreSQL 14 or newer, but the server has version 13.23");
    }

    @Test
    void replacesWithoutGrantingMore() throws Exception {
        jdbc.execute("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO pg_monitor");

        runner.restore(database(pool), new ByteArrayInputStream(dump()), RestoreScope.REPLACE);

        assertThat(jdbc.queryForObject(
                        "SELECT has_table_privilege('pg_monitor', 'everything', 'SELECT')", Boolean.class))
                .isFalse();
        jdbc.execute("CREATE TABLE later (id int)");
        assertThat(jdbc.queryForObject("SELECT has_table_privilege('pg_monitor', 'later', 'SELECT')", Boolean.class))
                .isTrue();
    }

    @Test
    void stopsReadingWhenInterrupted() throws Exception {
        assertStopsReadingWhenInterrupted("LOCK TABLE measured_2026");
    }

    @Test
    void saysWhatItDumpedWithWhat() throws Exception {
        DumpReport report = runner.dump(database(pool), OutputStream.nullOutputStream(), TableProgress.NONE);

        assertThat(report.engine()).startsWith("PostgreSQL 15");
        assertThat(report.tool()).startsWith("pg_dump");
    }

    @Test
    void leavesNoSessionBehindWhenStorageIsFull() {
        assertThatThrownBy(() -> runner.dump(
                        database(pool),
                        new OutputStream() {
                            @Override
                            public void write(int oneByte) throws IOException {
                                throw new IOException("the disk is full");
                            }
                        },
                        TableProgress.NONE))
                .hasMessage("the disk is full");
        await().untilAsserted(() -> assertThat(jdbc.queryForObject(
                        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'opsmon-backup' AND datname = current_database()",
                        Long.class))
                .isZero());
    }

    @Test
    void worksOnADatabaseWithANastyName() throws Exception {
        String quoted = "\"" + NASTY.replace("\"", "\"\"") + "\"";
        String url = pool.getJdbcUrl()
                .replaceFirst(
                        "(//[^/]+/)[^?]*",
                        "$1" + URLEncoder.encode(NASTY, StandardCharsets.UTF_8).replace("+", "%20"));
        byte[] dump = dump();
        jdbc.execute("CREATE DATABASE " + quoted);
        try (HikariDataSource nasty = TestDatabases.pool(url)) {
            runner.restore(database(nasty), new ByteArrayInputStream(dump), RestoreScope.INTO_EMPTY);

            assertThat(runner.contents(database(nasty), TableProgress.NONE))
                    .isEqualTo(runner.contents(database(pool), TableProgress.NONE));
            ByteArrayOutputStream again = new ByteArrayOutputStream();
            assertThat(runner.dump(database(nasty), again, TableProgress.NONE).tables())
                    .hasSize(3);
            assertThat(again.size()).isGreaterThan(dump.length / 2);
        }
        jdbc.execute("DROP DATABASE " + quoted);
    }

    @Test
    void saysWhatIsWrongWithPasswordToolAndServer(@TempDir Path directory) throws Exception {
        BackupDatabase wrong = new BackupDatabase(
                "main", pool, pool.getJdbcUrl().replaceAll("user=[^&]*", ""), "no such role", "top-secret");
        assertThatThrownBy(() -> runner.dump(wrong, OutputStream.nullOutputStream(), TableProgress.NONE))
                .isInstanceOf(ToolException.class)
                .hasMessageContaining("no such role")
                .hasMessageNotContaining("top-secret");
        assertThat(wrong.toString()).doesNotContain("top-secret");

        assertThatThrownBy(() -> new PostgresRunner(DumpMethod.TOOLS, directory, 1)
                        .dump(database(pool), OutputStream.nullOutputStream(), TableProgress.NONE))
                .isInstanceOf(ToolException.class)
                .hasMessageContaining("Install the client programs of PostgreSQL 15 or newer");

        Path old = directory.resolve("pg_dump");
        Files.writeString(old, "#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.24'\n");
        assertThat(old.toFile().setExecutable(true)).isTrue();
        assertThatThrownBy(() -> new PostgresRunner(DumpMethod.TOOLS, directory, 1)
                        .dump(database(pool), OutputStream.nullOutputStream(), TableProgress.NONE))
                .isInstanceOf(ToolException.class)
                .hasMessageContaining("has version 9, which is older than version 15 of the server");
    }

    private static void program(Path directory, String name, String version, String otherwise) throws Exception {
        Path program = directory.resolve(name);
        Files.writeString(
                program,
                "#!/bin/sh\nif [ \"$1\" = --version ]; then echo '" + name + " (PostgreSQL) " + version + "'; else "
                        + otherwise + "; fi\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
    }

    /** CVE-2025-8714 and CVE-2025-8715. */
    @ParameterizedTest
    @CsvSource({
        "15.13, REPLACE",
        "15.13, INTO_EMPTY",
        "16.9, REPLACE",
        "17.5 (Debian 17.5-1.pgdg12+1), REPLACE",
        "15devel, REPLACE"
    })
    void restoresNothingWithAProgramThatWritesWhatANameHides(
            String version, RestoreScope scope, @TempDir Path directory) throws Exception {
        byte[] dump = dump();
        program(directory, "pg_restore", version, "touch " + directory.resolve("ran"));

        assertThatThrownBy(() -> new PostgresRunner(DumpMethod.TOOLS, directory, 1)
                        .restore(database(pool), new ByteArrayInputStream(dump), scope))
                .isInstanceOf(ToolException.class)
                .hasMessageContaining(directory.resolve("pg_restore").toString())
                .hasMessageContaining("13.22, 14.19, 15.14, 16.10, 17.6, 18.0 or newer");
        assertThat(directory.resolve("ran")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"13.22", "14.19", "15.14", "16.10", "17.6", "18.0", "18beta3", "19devel", "20.1"})
    void takesProgramsThatAreMended(String version) throws Exception {
        FixedProgram.require(
                new Tool(Path.of("psql"), "psql (PostgreSQL) " + version, Integer.parseInt(version.substring(0, 2))));
    }

    /** No program runs the statements of {@code pg_restore}, so that commands of psql are only text. */
    @Test
    void runsNoCommandOfAScript(@TempDir Path directory) throws Exception {
        byte[] dump = dump();
        program(
                directory,
                "pg_restore",
                "15.18",
                "cat >/dev/null; [ \"$1\" = --list ] || printf '\\\\! touch " + directory.resolve("ran") + "\\n'");

        new PostgresRunner(DumpMethod.TOOLS, directory, 1)
                .restore(database(pool), new ByteArrayInputStream(dump), RestoreScope.REPLACE);

        assertThat(directory.resolve("ran")).doesNotExist();
    }

    /** A definition in the archive was changed. */
    @Test
    void runsNoCommandOfPsqlThatIsInADump(@TempDir Path directory) throws Exception {
        Path ran = directory.resolve("ran");
        String harmless = "x".repeat(ran.toString().length() + 40);
        jdbc.execute("CREATE VIEW victim AS SELECT '" + harmless + "'::text AS t");
        String hostile = "'::text AS t;\n\\! touch " + ran + "\nCREATE VIEW";
        String padded = hostile + " ".repeat(harmless.length() - hostile.length());
        byte[] dump = new String(dump(), StandardCharsets.ISO_8859_1)
                .replace(harmless, padded)
                .getBytes(StandardCharsets.ISO_8859_1);
        jdbc.execute("DROP VIEW victim");

        assertThatThrownBy(() -> runner.restore(database(pool), new ByteArrayInputStream(dump), RestoreScope.REPLACE))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("syntax error");
        assertThat(ran).doesNotExist();
        assertThat(jdbc.queryForObject("SELECT count(*) FROM everything", Long.class))
                .isEqualTo(2_002);
    }
}
