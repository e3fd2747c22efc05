package io.opsmon.backup;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.backup.internal.mariadb.MariaDbRunner;
import io.opsmon.testsupport.TestDatabases;

class MariaDbBackupsTest extends BackupsContract {

    @Override
    BackupRunner runner() {
        return new MariaDbRunner(DumpMethod.TOOLS, TestDatabases.mariaDbTools());
    }

    @Override
    HikariDataSource pool() {
        return TestDatabases.mariaDb();
    }
}
