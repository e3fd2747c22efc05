package io.opsmon.operationlog.internal.jdbc;

import io.opsmon.testsupport.TestDatabases;
import javax.sql.DataSource;

class MySqlDriverOperationLogRepositoryTest extends JdbcOperationLogRepositoryContract {

    @Override
    DataSource pool() {
        return TestDatabases.mariaDbThroughMySqlDriver();
    }
}
