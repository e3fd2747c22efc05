package io.opsmon.loginlog.internal.jdbc;

import io.opsmon.testsupport.TestDatabases;
import javax.sql.DataSource;

class H2LoginLogRepositoryTest extends JdbcLoginLogRepositoryContract {

    @Override
    DataSource pool() {
        return TestDatabases.h2();
    }
}
