package io.opsmon.operationlog.internal.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.testsupport.TestDatabases;

class MariaDbOperationLogChainTest extends OperationLogChainContract {

    @Override
    HikariDataSource pool() {
        return TestDatabases.mariaDb();
    }
}
