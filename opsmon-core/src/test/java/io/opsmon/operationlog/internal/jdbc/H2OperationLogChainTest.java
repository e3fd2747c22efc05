package io.opsmon.operationlog.internal.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.testsupport.TestDatabases;

class H2OperationLogChainTest extends OperationLogChainContract {

    @Override
    HikariDataSource pool() {
        return TestDatabases.h2();
    }
}
