package io.opsmon.operationlog.internal.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.testsupport.TestDatabases;

class H2OperationLogRetentionTest extends OperationLogRetentionContract {

    @Override
    HikariDataSource pool() {
        return TestDatabases.h2();
    }
}
