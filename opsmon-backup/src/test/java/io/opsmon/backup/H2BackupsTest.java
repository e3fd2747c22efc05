package io.opsmon.backup;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.backup.internal.h2.H2Runner;
import io.opsmon.testsupport.TestDatabases;

class H2BackupsTest extends BackupsContract {

    @Override
    BackupRunner runner() {
        return new H2Runner();
    }

    @Override
    HikariDataSource pool() {
        return TestDatabases.h2();
    }
}
