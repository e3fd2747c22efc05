package io.opsmon.operationlog.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.testsupport.TestDatabases;

class MariaDbOperationLogChainTest extends OperationLogChainContract {

    @Override
    HikariDataSource pool() {
        return TestDatabases.mariaDb();
    }
}
