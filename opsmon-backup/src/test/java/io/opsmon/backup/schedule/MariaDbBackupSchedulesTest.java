package io.opsmon.backup.schedule;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.testsupport.TestDatabases;

class MariaDbBackupSchedulesTest extends BackupSchedulesContract {

    @Override
    HikariDataSource tables() {
        return TestDatabases.mariaDb();
    }
}
