package io.opsmon.loginlog.internal.jdbc;

import io.opsmon.testsupport.TestDatabases;
import javax.sql.DataSource;

class MariaDbLoginLogRepositoryTest extends JdbcLoginLogRepositoryContract {

    @Override
    DataSource pool() {
        return TestDatabases.mariaDb();
    }
}
