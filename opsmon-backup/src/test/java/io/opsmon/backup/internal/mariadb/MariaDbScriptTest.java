package io.opsmon.backup.internal.mariadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.backup.BackupRunner.DumpReport;
import io.opsmon.backup.DumpMethod;
import io.opsmon.backup.RestoreScope;
import io.opsmon.backup.TableProgress;
import io.opsmon.backup.file.BackupManifest.TableContent;
import io.opsmon.testsupport.TestDatabases;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Dumps through the driver, compared by mariadb-dump: the output for the original and for the restored database must be
 * equal.
 */
class MariaDbScriptTest extends MariaDbRunnerContract {

    /** One object of each kind that the contract does not have. */
    private static final List<String> EXHIBITS = List.of(
            "SET sql_mode = ''",
            "SET time_zone = '+05:00'",
            "CREATE TABLE `sel``ect` (`fr``om` int PRIMARY KEY, `列` varchar(20) DEFAULT 'it''s \\\\ %s' COMMENT 'c; ''o''') COMMENT 't; ''o'''",
            "SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO'",
            "INSERT INTO `sel``ect` VALUES (1, ''), (0, NULL), (-1, '\\'\\\\\\0\\n\\r\\Z\\t\\b{}?;')",
            "CREATE TABLE typed (id bigint unsigned ZEROFILL, ti tinyint(1), b boolean, de decimal(65, 30), f float, f2 float(7,3), d double, y year, da date, tm time(3),"
                    + " dt datetime, ts timestamp(3) NULL, c char(5), l varchar(10) CHARACTER SET latin1, g varchar(10) CHARACTER SET gbk, bi binary(4), mb mediumblob,"
                    + " e enum('', 'a''b', 'c,d'), s set('x', 'y'), bits bit(64), p point, ge geometry, i6 inet6, i4 inet4, j json CHECK (json_valid(j)))",
            "INSERT INTO typed VALUES (18446744073709551615, 127, true, 99999999999999999999999999999999999.123456789012345678901234567891, 16777217.1, 1234.567, 1.7976931348623157e308, 2155,"
                    + " '0000-00-00', '-838:59:59.999', '9999-12-31 23:59:59', '2026-03-29 02:30:00.123', 'ab ', 'äß', '中文', x'00ff', x'', '', 'x,y', b'1', point(1.5, -2),"
                    + " ST_GeomFromText('POLYGON((0 0,1 0,1 1,0 0))', 4326), '::1', '10.0.0.1', '{\"a\": \"\\\\u00e4\"}'), (0, -128, false, -0.1, 1e-30, NULL, 0.1, 0, '2026-00-01', '838:59:59', '1000-01-01', NULL,"
                    + " '', NULL, NULL, NULL, NULL, 'c,d', '', NULL, NULL, NULL, NULL, NULL, NULL)",
            "CREATE TABLE reckoned (a int, v int AS (a + 1) VIRTUAL, p varchar(20) AS (concat(a, '\\'')) PERSISTENT, u timestamp DEFAULT current_timestamp ON UPDATE current_timestamp, KEY (p))",
            "INSERT INTO reckoned (a, u) VALUES (5, '2026-01-01 12:00:00')",
            "CREATE TABLE a_cycle (id int AUTO_INCREMENT PRIMARY KEY, b int, KEY (b)) AUTO_INCREMENT = 77",
            "CREATE TABLE b_cycle (id int PRIMARY KEY, a int, CONSTRAINT `odd name` FOREIGN KEY (a) REFERENCES a_cycle (id) ON DELETE CASCADE, CONSTRAINT `chk` CHECK (id > 0))",
            "INSERT INTO a_cycle VALUES (0, NULL), (1, NULL)",
            "INSERT INTO b_cycle VALUES (1, 1)",
            "UPDATE a_cycle SET b = 1",
            "ALTER TABLE a_cycle ADD FOREIGN KEY (b) REFERENCES b_cycle (id)",
            "CREATE TABLE found (t text, g point NOT NULL, FULLTEXT KEY (t), SPATIAL KEY (g), KEY prefix (t(10) DESC)) ENGINE = Aria",
            "INSERT INTO found VALUES ('words', point(1, 1))",
            "CREATE TABLE versioned (id int) WITH SYSTEM VERSIONING",
            "INSERT INTO versioned VALUES (1)",
            "CREATE TABLE explicitly (id int, b timestamp(6) GENERATED ALWAYS AS ROW START, e timestamp(6) GENERATED ALWAYS AS ROW END, PERIOD FOR SYSTEM_TIME (b, e)) WITH SYSTEM VERSIONING",
            "INSERT INTO explicitly (id) VALUES (1)",
            "CREATE TABLE nothing (id int)",
            "CREATE SEQUENCE round START WITH 3 MINVALUE 1 MAXVALUE 9 INCREMENT BY 2 CACHE 2 CYCLE",
            "SELECT nextval(round), nextval(round)",
            "CREATE VIEW z_under AS SELECT id, 'a''b' AS `te``xt` FROM typed WHERE amount(1) = 1",
            "CREATE VIEW a_over AS SELECT u.*, 1 AS one FROM z_under u",
            "CREATE TRIGGER second AFTER INSERT ON a_cycle FOR EACH ROW BEGIN SET @a = ';'; END",
            "CREATE TRIGGER first AFTER INSERT ON a_cycle FOR EACH ROW PRECEDES second SET @b = 1",
            "SET sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT'",
            "CREATE PROCEDURE quoting(OUT \"o\" text) COMMENT 'says; ''it''' BEGIN SELECT 'a' || 'b' INTO \"o\"; END",
            "SET sql_mode = ''",
            "CREATE EVENT hourly ON SCHEDULE EVERY 1 HOUR STARTS '2030-01-01 00:00:00' ON COMPLETION PRESERVE DISABLE COMMENT 'e' DO BEGIN DELETE FROM nothing; END",
            "SET sql_mode = DEFAULT",
            "SET time_zone = DEFAULT");

    MariaDbScriptTest() {
        super(new MariaDbRunner(DumpMethod.JDBC, null));
    }

    private void execute(List<String> statements) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    @Test
    void restoresAllThatMariaDbDumpSees() throws Exception {
        execute(EXHIBITS);
        byte[] dump = dump();
        String then = MariaDbOutput.of(pool, List.of());
        List<TableContent> contents = runner.contents(database(pool), TableProgress.NONE);

        try (HikariDataSource fresh = empty()) {
            runner.restore(database(fresh), new ByteArrayInputStream(dump), RestoreScope.INTO_EMPTY);

            assertThat(MariaDbOutput.of(fresh, List.of())).isEqualTo(then);
            assertThat(runner.contents(database(fresh), TableProgress.NONE)).isEqualTo(contents);
            assertThat(new JdbcTemplate(fresh)
                            .queryForList("SELECT CAST(f AS DOUBLE) FROM typed ORDER BY id DESC", Double.class))
                    .containsExactly(16777218.0, (double) 1e-30f);
        }
        runner.restore(database(pool), new ByteArrayInputStream(dump), RestoreScope.REPLACE);
        assertThat(MariaDbOutput.of(pool, List.of())).isEqualTo(then);
    }

    /** The connections of a pool are used again, with the settings that they had. */
    @Test
    void leavesConnectionsAsTheyWere() throws Exception {
        try (HikariDataSource fresh = TestDatabases.pool(empty().getJdbcUrl()
                + "&sessionVariables=time_zone='+08:00',sql_mode='STRICT_ALL_TABLES',sql_select_limit=50")) {
            Set<String> before = connections(fresh);

            runner.restore(database(fresh), new ByteArrayInputStream(dump()), RestoreScope.INTO_EMPTY);
            runner.inspect(database(fresh));
            runner.dump(database(fresh), OutputStream.nullOutputStream(), TableProgress.NONE);

            assertThat(connections(fresh)).isEqualTo(before);
        }
    }

    /** Returns the settings of all connections of a pool. */
    private static Set<String> connections(HikariDataSource pool) throws SQLException {
        Set<String> settings = new TreeSet<>();
        List<Connection> opened = new ArrayList<>();
        try {
            while (opened.size() < pool.getMaximumPoolSize()) {
                Connection connection = pool.getConnection();
                opened.add(connection);
                settings.addAll(MariaDbContents.names(
                        connection,
                        "SELECT CONCAT_WS(' ', CONNECTION_ID(), @@time_zone, @@sql_mode, @@sql_select_limit,"
                                + " @@foreign_key_checks, @@unique_checks, @@character_set_client,"
                                + " @@collation_connection, @@net_write_timeout, @@tx_isolation, @@autocommit,"
                                + " @@system_versioning_insert_history)"));
            }
        } finally {
            for (Connection connection : opened) {
                connection.close();
            }
        }
        return settings;
    }

    @Test
    void refusesByNameWhatItDoesNotCarry() throws Exception {
        execute(List.of(
                "SET sql_mode = ORACLE", "CREATE PACKAGE pack AS PROCEDURE p(); END", "SET sql_mode = DEFAULT"));

        assertThatThrownBy(() -> runner.dump(database(pool), OutputStream.nullOutputStream(), TableProgress.NONE))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("the package pack: only the programs of the server support the object. Install");
    }

    @Test
    void isTakenWhereThereAreNoPrograms(@TempDir Path nothing) throws Exception {
        MariaDbRunner choosing = new MariaDbRunner(DumpMethod.AUTO, nothing);
        ByteArrayOutputStream dump = new ByteArrayOutputStream();
        DumpReport report = choosing.dump(database(pool), dump, TableProgress.NONE);

        assertThat(report.tool()).isNull();
        try (HikariDataSource fresh = empty()) {
            choosing.restore(database(fresh), new ByteArrayInputStream(dump.toByteArray()), RestoreScope.INTO_EMPTY);
            assertThat(choosing.contents(database(fresh), TableProgress.NONE)).isEqualTo(report.tables());
        }
    }

    @Test
    void worksThroughMySqlsDriver() throws Exception {
        execute(EXHIBITS);
        String then = MariaDbOutput.of(pool, List.of());
        try (HikariDataSource other = TestDatabases.mariaDbThroughMySqlDriver();
                HikariDataSource fresh = TestDatabases.mariaDbThroughMySqlDriver()) {
            runner.restore(database(other), new ByteArrayInputStream(dump()), RestoreScope.INTO_EMPTY);
            ByteArrayOutputStream again = new ByteArrayOutputStream();
            runner.dump(database(other), again, TableProgress.NONE);
            runner.restore(database(fresh), new ByteArrayInputStream(again.toByteArray()), RestoreScope.INTO_EMPTY);

            assertThat(MariaDbOutput.of(fresh, List.of())).isEqualTo(then);
        }
    }
}
