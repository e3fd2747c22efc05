package io.opsmon.onlineuser.internal.jdbc;

import io.opsmon.testsupport.TestDatabases;
import javax.sql.DataSource;

class MariaDbOnlineUserStoreTest extends JdbcOnlineUserStoreContract {

    @Override
    DataSource pool() {
        return TestDatabases.mariaDb();
    }
}
