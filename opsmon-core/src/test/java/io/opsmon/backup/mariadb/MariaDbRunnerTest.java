package io.opsmon.backup.mariadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.backup.BackupDatabase;
import io.opsmon.backup.BackupRunner.DumpReport;
import io.opsmon.backup.BackupRunnerContract;
import io.opsmon.backup.RestoreScope;
import io.opsmon.backup.tool.ToolException;
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
import org.springframework.jdbc.core.JdbcTemplate;

class MariaDbRunnerTest extends BackupRunnerContract {

    MariaDbRunnerTest() {
        super(new MariaDbRunner(TestDatabases.mariaDbTools()));
    }

    @Override
    protected HikariDataSource empty() {
        return TestDatabases.mariaDb();
    }

    @Override
    protected List<String> everything() {
        return List.of(
                "CREATE TABLE everything (id bigint AUTO_INCREMENT PRIMARY KEY, n decimal(30, 12), t timestamp(6) NULL, d datetime(6), y year,"
                        + " b longblob, vb varbinary(100), s varchar(200), lt longtext, j json, m enum('sad', 'very happy'), st set('a', 'b'), u uuid,"
                        + " bits bit(9), f double, g point, twice decimal(30, 12) AS (n * 2) STORED, hidden int INVISIBLE DEFAULT 3) CHARACTER SET utf8mb4",
                "CREATE TABLE `it's a \"table\" ünï` (id int PRIMARY KEY, parent int, FOREIGN KEY (parent) REFERENCES `it's a \"table\" ünï` (id))",
                "CREATE TABLE measured (at date NOT NULL, value int) PARTITION BY RANGE (year(at)) (PARTITION p2026 VALUES LESS THAN (2027))",
                "CREATE SEQUENCE tickets START WITH 7",
                "CREATE VIEW happy AS SELECT id FROM everything WHERE m = 'very happy'",
                "CREATE FUNCTION amount(x int) RETURNS int DETERMINISTIC RETURN abs(x)",
                "CREATE PROCEDURE refill() BEGIN /* a ; b */ SELECT ';'; END",
                "CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY DISABLE DO DELETE FROM measured",
                "INSERT INTO everything (n, t, d, y, b, vb, s, lt, j, m, st, u, bits, f, g) SELECT seq / 7.0, now(6), now(6), 2026,"
                        + " IF(seq < 100, repeat('bl\\0', 3000), NULL), x'00ff', concat('text \\n \\\\ \\' ünï 😀 ; -- ', seq), IF(seq < 100, repeat('long ünï ', 900), NULL),"
                        + " '{\"k\": [1, null]}', 'very happy', 'a,b', uuid(), b'101010101', seq / 3.0, point(1, 2) FROM seq_1_to_2000",
                "INSERT INTO everything (f, s) VALUES (1e300, ''), (-0.5, NULL)",
                "CREATE TRIGGER shouting BEFORE INSERT ON everything FOR EACH ROW SET NEW.s = upper(NEW.s)",
                "INSERT INTO `it's a \"table\" ünï` VALUES (1, NULL), (2, 1)",
                "INSERT INTO measured SELECT date_add('2026-01-01', INTERVAL seq DAY), seq FROM seq_0_to_300",
                "SELECT nextval(tickets)");
    }

    @Override
    protected List<String> tables() {
        return List.of(" | everything | 2002", " | it's a \"table\" ünï | 2", " | measured | 301");
    }

    @Override
    protected void assertWorks(JdbcTemplate restored) {
        // It hands numbers out by the thousand.
        assertThat(restored.queryForObject("SELECT nextval(tickets)", Long.class))
                .isGreaterThanOrEqualTo(8);
        assertThat(restored.queryForObject("SELECT count(*) FROM happy", Long.class))
                .isEqualTo(2000);
        assertThat(restored.queryForObject("SELECT amount(-7)", Long.class)).isEqualTo(7);
        assertThat(restored.queryForList(
                        "SELECT ROUTINE_NAME FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = DATABASE() UNION"
                                + " SELECT EVENT_NAME FROM information_schema.EVENTS WHERE EVENT_SCHEMA = DATABASE()",
                        String.class))
                .containsExactlyInAnyOrder("amount", "refill", "nightly");
        restored.execute("INSERT INTO everything (s) VALUES ('loud')");
        assertThat(restored.queryForObject("SELECT s FROM everything ORDER BY id DESC LIMIT 1", String.class))
                .isEqualTo("LOUD");
    }

    @Test
    void stopsReadingWhenInterrupted() throws Exception {
        assertStopsReadingWhenInterrupted("LOCK TABLES measured WRITE");
    }

    @Test
    void saysWhatItDumpedWithWhat() throws Exception {
        DumpReport report = runner.dump(database(pool), OutputStream.nullOutputStream());

        assertThat(report.engine()).startsWith("MariaDB 11.4");
        assertThat(report.tool()).contains("11.4");
    }

    @Test
    void keepsTablesWithoutTransactionsStillWhileTheyAreDumped() throws Exception {
        jdbc.execute("CREATE TABLE loose (id int) ENGINE = MyISAM");
        jdbc.execute("INSERT INTO loose VALUES (1)");
        ByteArrayOutputStream dump = new ByteArrayOutputStream();
        DumpReport report = runner.dump(database(pool), dump);
        jdbc.execute("INSERT INTO loose VALUES (2)");

        try (HikariDataSource fresh = empty()) {
            runner.restore(database(fresh), new ByteArrayInputStream(dump.toByteArray()), RestoreScope.INTO_EMPTY);
            assertThat(runner.contents(database(fresh))).isEqualTo(report.tables());
        }
    }

    @Test
    void worksThroughMySqlsDriver() throws Exception {
        try (HikariDataSource other = TestDatabases.mariaDbThroughMySqlDriver()) {
            runner.restore(database(other), new ByteArrayInputStream(dump()), RestoreScope.INTO_EMPTY);
            ByteArrayOutputStream again = new ByteArrayOutputStream();
            assertThat(runner.dump(database(other), again).tables()).hasSize(3);
            assertThat(again.size()).isGreaterThan(100_000);
        }
    }

    @Test
    void saysWhatIsWrongWithPasswordPrivilegeAndTool(@TempDir Path directory) throws Exception {
        BackupDatabase wrong = new BackupDatabase(
                "main", pool, pool.getJdbcUrl().replaceAll("\\?.*", ""), "no such user", "top-secret");
        assertThatThrownBy(() -> runner.dump(wrong, OutputStream.nullOutputStream()))
                .isInstanceOf(ToolException.class)
                .hasMessageContaining("no such user")
                .hasMessageNotContaining("top-secret");
        assertThat(MariaDbAddress.of(wrong).toString()).doesNotContain("top-secret");

        assertThatThrownBy(() -> new MariaDbRunner(directory).dump(database(pool), OutputStream.nullOutputStream()))
                .isInstanceOf(ToolException.class)
                .hasMessageContaining("Install the client programs of MariaDB 11 or newer");
        Path old = directory.resolve("mysqldump");
        Files.writeString(old, "#!/bin/sh\necho 'mysqldump  Ver 10.19 Distrib 10.5.23-MariaDB, for Linux'\n");
        assertThat(old.toFile().setExecutable(true)).isTrue();
        assertThatThrownBy(() -> new MariaDbRunner(directory).dump(database(pool), OutputStream.nullOutputStream()))
                .isInstanceOf(ToolException.class)
                .hasMessageContaining("is of version 10, older than the server's 11");

        String database = jdbc.queryForObject("SELECT DATABASE()", String.class);
        jdbc.execute("CREATE OR REPLACE USER weak@localhost IDENTIFIED BY 'weak'");
        jdbc.execute("GRANT SELECT, SHOW VIEW ON " + database + ".* TO weak@localhost");
        String url = pool.getJdbcUrl().replaceAll("\\?.*", "") + "?user=weak&password=weak";
        try (HikariDataSource weak = TestDatabases.pool(url)) {
            assertThatThrownBy(() -> runner.dump(database(weak), OutputStream.nullOutputStream()))
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
                INSERT INTO `b` VALUES ('%s -- Table structure for table `opsmon_x`');
                -- Dumping routines for database 'x'
                CREATE PROCEDURE p
                -- end""".formatted("y".repeat(1_000));
        String expected = script.replaceFirst(
                "(?s)-- Table structure for table `opsmon_log`.*(-- Dumping data for table `b`)", "$1");
        for (int cut = 1; cut < 300; cut += 7) {
            ByteArrayOutputStream left = new ByteArrayOutputStream();
            try (OwnTablesFilter filter = new OwnTablesFilter(left)) {
                byte[] bytes = script.getBytes(StandardCharsets.UTF_8);
                for (int at = 0; at < bytes.length; at += cut) {
                    filter.write(bytes, at, Math.min(cut, bytes.length - at));
                }
            }
            assertThat(left.toString(StandardCharsets.UTF_8)).isEqualTo(expected);
        }
    }
}
