package io.opsmon.onlineuser.internal.jdbc;

import io.opsmon.testsupport.TestDatabases;
import javax.sql.DataSource;

class H2OnlineUserStoreTest extends JdbcOnlineUserStoreContract {

    @Override
    DataSource pool() {
        return TestDatabases.h2();
    }
}
