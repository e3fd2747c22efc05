package io.opsmon.operationlog.internal.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.testsupport.TestDatabases;

class MariaDbOperationLogRetentionTest extends OperationLogRetentionContract {

    @Override
    HikariDataSource pool() {
        return TestDatabases.mariaDb();
    }
}
