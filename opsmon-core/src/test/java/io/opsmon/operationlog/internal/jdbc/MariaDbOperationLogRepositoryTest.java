package io.opsmon.operationlog.internal.jdbc;

import io.opsmon.testsupport.TestDatabases;
import javax.sql.DataSource;

class MariaDbOperationLogRepositoryTest extends JdbcOperationLogRepositoryContract {

    @Override
    DataSource pool() {
        return TestDatabases.mariaDb();
    }
}
