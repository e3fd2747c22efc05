package io.opsmon.backup.internal.mariadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.backup.DumpMethod;
import io.opsmon.backup.TableRestoreContract;
import io.opsmon.testsupport.TestDatabases;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One table of MariaDB. */
class MariaDbTableRestoreTest extends TableRestoreContract {

    MariaDbTableRestoreTest() {
        super(new MariaDbRunner(DumpMethod.TOOLS, TestDatabases.mariaDbTools()));
    }

    @Override
    protected HikariDataSource empty() {
        return TestDatabases.mariaDb();
    }

    @Override
    protected String item() {
        return "CREATE TABLE item (id bigint AUTO_INCREMENT PRIMARY KEY, code varchar(50) UNIQUE, owner int, n decimal(30,"
                + " 12), t timestamp(6) NULL, c longtext, b longblob, j json, twice decimal(30, 12) AS (n * 2) STORED,"
                + " CONSTRAINT of_owner FOREIGN KEY (owner) REFERENCES owner (id))";
    }

    @Override
    protected String values() {
        return "(code, owner, n, t, c, b, j) VALUES ('code ?', 1 + ? % 2, ? / 7.0, now(6), repeat('long; ünï \\'', 900),"
                + " repeat('bl\\0', 3000), '{\"k\": [1, null]}')";
    }

    @Override
    protected List<String> trigger() {
        return List.of("CREATE TRIGGER shouting BEFORE INSERT ON item FOR EACH ROW SET NEW.code = upper(NEW.code)");
    }

    @Override
    protected List<String> leftOver() {
        return jdbc.queryForList(
                "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME LIKE"
                        + " 'opsmon%' UNION SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE"
                        + " 'opsmon\\_scratch\\_table%'",
                String.class);
    }

    @Test
    void keepsRowsThatReferenceTheTable() throws Exception {
        jdbc.execute("CREATE TABLE line (item bigint, CONSTRAINT of_item FOREIGN KEY (item) REFERENCES item (id) ON"
                + " DELETE CASCADE)");
        jdbc.update("INSERT INTO line VALUES (1), (300)");
        restore(null);
        assertThat(jdbc.queryForObject("SELECT count(*) FROM line", Long.class)).isEqualTo(2);

        jdbc.update("INSERT INTO item (code, owner) VALUES ('later', 1)");
        jdbc.update("INSERT INTO line SELECT max(id) FROM item");
        assertThatThrownBy(() -> restore(null)).hasMessageContaining("of_item");
        assertThat(jdbc.queryForObject("SELECT count(*) FROM item WHERE code = 'later'", Long.class))
                .isEqualTo(1);
    }
}
