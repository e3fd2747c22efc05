package io.opsmon.backup.schedule;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.testsupport.TestDatabases;

class PostgresBackupSchedulesTest extends BackupSchedulesContract {

    @Override
    HikariDataSource tables() {
        return TestDatabases.postgres();
    }
}
