package io.opsmon.operationlog.internal.jdbc;

import io.opsmon.testsupport.TestDatabases;
import javax.sql.DataSource;

class PostgresOperationLogRepositoryTest extends JdbcOperationLogRepositoryContract {

    @Override
    DataSource pool() {
        return TestDatabases.postgres();
    }
}
