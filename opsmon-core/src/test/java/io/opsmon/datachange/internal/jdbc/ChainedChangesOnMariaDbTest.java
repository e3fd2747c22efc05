package io.opsmon.datachange.internal.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.testsupport.TestDatabases;

class ChainedChangesOnMariaDbTest extends ChainedChangesContract {

    @Override
    HikariDataSource database() {
        return TestDatabases.mariaDb();
    }
}
