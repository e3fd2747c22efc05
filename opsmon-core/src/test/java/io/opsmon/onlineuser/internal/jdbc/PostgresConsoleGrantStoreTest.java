package io.opsmon.onlineuser.internal.jdbc;

import io.opsmon.testsupport.TestDatabases;
import javax.sql.DataSource;

class PostgresConsoleGrantStoreTest extends JdbcConsoleGrantStoreContract {

    @Override
    DataSource pool() {
        return TestDatabases.postgres();
    }
}
