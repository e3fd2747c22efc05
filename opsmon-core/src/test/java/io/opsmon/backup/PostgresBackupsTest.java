package io.opsmon.backup;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.backup.postgres.PostgresRunner;
import io.opsmon.testsupport.TestDatabases;
import io.opsmon.testsupport.TestTools;

class PostgresBackupsTest extends BackupsContract {

    PostgresBackupsTest() throws InterruptedException {
        TestTools.require("pg_dump");
    }

    @Override
    BackupRunner runner() {
        return new PostgresRunner(DumpMethod.TOOLS, null, 1);
    }

    @Override
    HikariDataSource pool() {
        return TestDatabases.postgres();
    }
}
