package io.opsmon.backup.schedule;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.testsupport.TestDatabases;

class H2BackupSchedulesTest extends BackupSchedulesContract {

    @Override
    HikariDataSource tables() {
        return TestDatabases.h2();
    }
}
