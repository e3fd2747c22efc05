package io.opsmon.backup.internal.mariadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.backup.BackupDatabase;
import io.opsmon.backup.BackupRunner.DumpReport;
import io.opsmon.backup.DumpMethod;
import io.opsmon.backup.RestoreScope;
import io.opsmon.backup.TableProgress;
import io.opsmon.backup.file.BackupManifest.TableContent;
import io.opsmon.backup.internal.tool.ToolException;
import io.opsmon.testsupport.TestDatabases;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MariaDbRunnerTest extends MariaDbRunnerContract {

    MariaDbRunnerTest() {
        super(new MariaDbRunner(DumpMethod.TOOLS, TestDatabases.mariaDbTools()));
    }

    @Test
    void stopsReadingWhenInterrupted() throws Exception {
        assertStopsReadingWhenInterrupted("LOCK TABLES measured WRITE");
    }

    @Test
    void tellsThatProgramsRoundFloatsAndTakesTheDriverForThem() throws Exception {
        jdbc.execute("CREATE TABLE floats (f float)");
        jdbc.execute("INSERT INTO floats VALUES (16777218)");
        List<TableContent> there = runner.contents(database(pool), TableProgress.NONE);
        try (HikariDataSource rounded = empty();
                HikariDataSource exact = empty()) {
            runner.restore(database(rounded), new ByteArrayInputStream(dump()), RestoreScope.INTO_EMPTY);
            assertThat(runner.contents(database(rounded), TableProgress.NONE))
                    .filteredOn(table -> !there.contains(table))
                    .extracting(TableContent::name)
                    .containsExactly("floats");

            ByteArrayOutputStream dump = new ByteArrayOutputStream();
            new MariaDbRunner(DumpMethod.AUTO, TestDatabases.mariaDbTools())
                    .dump(database(pool), dump, TableProgress.NONE);
            runner.restore(database(exact), new ByteArrayInputStream(dump.toByteArray()), RestoreScope.INTO_EMPTY);
            assertThat(runner.contents(database(exact), TableProgress.NONE)).isEqualTo(there);
        }
    }

    @Test
    void saysWhatItDumpedWithWhat() throws Exception {
        DumpReport report = runner.dump(database(pool), OutputStream.nullOutputStream(), TableProgress.NONE);

        assertThat(report.engine()).startsWith("MariaDB 11.4");
        assertThat(report.tool()).contains("11.4");
    }

    @Test
    void keepsTablesWithoutTransactionsStillWhileTheyAreDumped() throws Exception {
        jdbc.execute("CREATE TABLE loose (id int) ENGINE = MyISAM");
        jdbc.execute("INSERT INTO loose VALUES (1)");
        ByteArrayOutputStream dump = new ByteArrayOutputStream();
        DumpReport report = runner.dump(database(pool), dump, TableProgress.NONE);
        jdbc.execute("INSERT INTO loose VALUES (2)");

        try (HikariDataSource fresh = empty()) {
            runner.restore(database(fresh), new ByteArrayInputStream(dump.toByteArray()), RestoreScope.INTO_EMPTY);
            assertThat(runner.contents(database(fresh), TableProgress.NONE)).isEqualTo(report.tables());
        }
    }

    @Test
    void worksThroughMySqlsDriver() throws Exception {
        try (HikariDataSource other = TestDatabases.mariaDbThroughMySqlDriver()) {
            runner.restore(database(other), new ByteArrayInputStream(dump()), RestoreScope.INTO_EMPTY);
            ByteArrayOutputStream again = new ByteArrayOutputStream();
            assertThat(runner.dump(database(other), again, TableProgress.NONE).tables())
                    .hasSize(3);
            assertThat(again.size()).isGreaterThan(100_000);
        }
    }

    @Test
    void saysWhatIsWrongWithPasswordPrivilegeAndTool(@TempDir Path directory) throws Exception {
        BackupDatabase wrong = new BackupDatabase(
                "main", pool, pool.getJdbcUrl().replaceAll("\\?.*", ""), "no such user", "top-secret");
        assertThatThrownBy(() -> runner.dump(wrong, OutputStream.nullOutputStream(), TableProgress.NONE))
                .isInstanceOf(ToolException.class)
                .hasMessageContaining("no such user")
                .hasMessageNotContaining("top-secret");
        assertThat(MariaDbAddress.of(wrong).toString()).doesNotContain("top-secret");

        assertThatThrownBy(() -> new MariaDbRunner(DumpMethod.TOOLS, directory)
                        .dump(database(pool), OutputStream.nullOutputStream(), TableProgress.NONE))
                .isInstanceOf(ToolException.class)
                .hasMessageContaining("Install the client programs of MariaDB 11 or newer");
        Path old = directory.resolve("mysqldump");
        Files.writeString(old, "#!/bin/sh\necho 'mysqldump  Ver 10.19 Distrib 10.5.23-MariaDB, for Linux'\n");
        assertThat(old.toFile().setExecutable(true)).isTrue();
        assertThatThrownBy(() -> new MariaDbRunner(DumpMethod.TOOLS, directory)
                        .dump(database(pool), OutputStream.nullOutputStream(), TableProgress.NONE))
                .isInstanceOf(ToolException.class)
                .hasMessageContaining("has version 10, which is older than version 11 of the server");

        String database = jdbc.queryForObject("SELECT DATABASE()", String.class);
        jdbc.execute("CREATE OR REPLACE USER weak@localhost IDENTIFIED BY 'weak'");
        jdbc.execute("GRANT SELECT, SHOW VIEW ON " + database + ".* TO weak@localhost");
        String url = pool.getJdbcUrl().replaceAll("\\?.*", "") + "?user=weak&password=weak";
        try (HikariDataSource weak = TestDatabases.pool(url)) {
            assertThatThrownBy(() -> runner.dump(database(weak), OutputStream.nullOutputStream(), TableProgress.NONE))
                    .hasMessageContaining("Grant the privilege LOCK TABLES");
        }
    }

    @Test
    void leavesOutSectionsOfItsOwnTablesHoweverTheyAreCut() throws Exception {
        String script = """
            -- Table structure for table `a`
            CREATE TABLE `a`;
            -- Table structure for table `opsmon_log`
            CREATE TABLE `opsmon_log` (
            -- Dumping data for table `opsmon_log`
            INSERT INTO `opsmon_log` VALUES ('-- Table structure for table `a`');
            -- Dumping data for table `b`
            INSERT INTO `b` VALUES ('LONG -- Table structure for table `opsmon_x`');
            -- Dumping routines for database 'x'
            CREATE PROCEDURE p
            -- end\
            """.replace("LONG", "y".repeat(1_000));
        String expected = script.replaceFirst(
                "(?s)-- Table structure for table `opsmon_log`.*(-- Dumping data for table `b`)", "$1");
        for (int cut = 1; cut < 300; cut += 7) {
            ByteArrayOutputStream left = new ByteArrayOutputStream();
            try (OutputStream filter = ScriptSelection.forTarget(RestoreScope.REPLACE, Definers.kept())
                    .filter(left)) {
                byte[] bytes = script.getBytes(StandardCharsets.UTF_8);
                for (int at = 0; at < bytes.length; at += cut) {
                    filter.write(bytes, at, Math.min(cut, bytes.length - at));
                }
            }
            assertThat(left.toString(StandardCharsets.UTF_8)).isEqualTo(expected);
        }
    }
}
