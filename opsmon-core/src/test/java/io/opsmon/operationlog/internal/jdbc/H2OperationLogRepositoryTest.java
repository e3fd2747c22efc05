package io.opsmon.operationlog.internal.jdbc;

import io.opsmon.testsupport.TestDatabases;
import javax.sql.DataSource;

class H2OperationLogRepositoryTest extends JdbcOperationLogRepositoryContract {

    @Override
    DataSource pool() {
        return TestDatabases.h2();
    }
}
