package io.opsmon.backup.internal.mariadb;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.backup.BackupPartContract;
import io.opsmon.backup.BackupRunner;
import io.opsmon.testsupport.TestDatabases;
import java.util.List;

/** The contract of parts for each way to dump MariaDB. */
abstract class MariaDbPartContract extends BackupPartContract {

    MariaDbPartContract(BackupRunner runner) {
        super(runner);
    }

    @Override
    protected HikariDataSource empty() {
        return TestDatabases.mariaDb();
    }

    @Override
    protected List<String> more() {
        return List.of(
                "CREATE SEQUENCE tickets START WITH 7",
                "CREATE TRIGGER noting BEFORE INSERT ON audit_log FOR EACH ROW SET NEW.id = NEW.id",
                "CREATE PROCEDURE refill() BEGIN SELECT count(*) FROM audit_log; END");
    }

    @Override
    protected String schema() {
        return "";
    }

    @Override
    protected String quoted(String name) {
        return "`" + name + "`";
    }

    @Override
    protected String largeText() {
        return "longtext";
    }
}
