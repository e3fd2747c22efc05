package io.opsmon.backup.internal.mariadb;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.backup.BackupRunner;
import io.opsmon.backup.BackupRunnerContract;
import io.opsmon.testsupport.TestDatabases;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;

/** The contract for each way to dump MariaDB. */
abstract class MariaDbRunnerContract extends BackupRunnerContract {

    MariaDbRunnerContract(BackupRunner runner) {
        super(runner);
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
    protected List<String> notChecked() {
        return List.of("EVENT nightly");
    }

    @Override
    protected List<String> tables() {
        return List.of(" | everything | 2002", " | it's a \"table\" ünï | 2", " | measured | 301");
    }

    @Override
    protected void assertWorks(JdbcTemplate restored) {
        // The sequence caches a thousand numbers.
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
}
