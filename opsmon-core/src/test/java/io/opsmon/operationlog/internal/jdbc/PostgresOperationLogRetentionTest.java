package io.opsmon.operationlog.internal.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.testsupport.TestDatabases;

class PostgresOperationLogRetentionTest extends OperationLogRetentionContract {

    @Override
    HikariDataSource pool() {
        return TestDatabases.postgres();
    }
}
