package io.opsmon.onlineuser.internal.jdbc;

import io.opsmon.testsupport.TestDatabases;
import javax.sql.DataSource;

class H2ConsoleGrantStoreTest extends JdbcConsoleGrantStoreContract {

    @Override
    DataSource pool() {
        return TestDatabases.h2();
    }
}
