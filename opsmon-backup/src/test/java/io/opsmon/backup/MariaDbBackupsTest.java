package io.opsmon.backup;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.backup.internal.mariadb.MariaDbRunner;
import io.opsmon.testsupport.TestDatabases;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MariaDbBackupsTest extends BackupsContract {

    @Override
    BackupRunner runner() {
        return new MariaDbRunner(DumpMethod.TOOLS, TestDatabases.mariaDbTools());
    }

    @Override
    HikariDataSource pool() {
        return TestDatabases.mariaDb();
    }

    @Test
    void restoresWithWarningsAndKeepsTheFindings() {
        restoreWithWarnings(
                List.of(
                        "CREATE TABLE price (id int, old int)",
                        "CREATE VIEW prices AS SELECT old FROM price",
                        "ALTER TABLE price DROP old"),
                "INVALID_VIEW",
                "view prices: Unknown column 'price.old' in 'SELECT'");
    }

    @Test
    void dropsNothingIfTheServerWouldRefuseAStatement() {
        String user = "weak_" + UUID.randomUUID().toString().substring(0, 8);
        restoreFailsInTheRehearsal(
                List.of(
                        "CREATE TRIGGER noted BEFORE INSERT ON orders FOR EACH ROW SET NEW.note = 'new'",
                        "CREATE USER " + user + "@localhost IDENTIFIED BY 'weak'",
                        "GRANT SELECT, INSERT, CREATE, DROP, REFERENCES, INDEX, ALTER, LOCK TABLES ON *.* TO " + user
                                + "@localhost"),
                server -> BackupDatabase.unpooled("main", server.url().replaceFirst("\\?.*", ""), user, "weak"));
    }
}
