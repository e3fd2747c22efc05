package io.opsmon.onlineuser.internal.jdbc;

import io.opsmon.testsupport.StrictH2Dialect;
import javax.sql.DataSource;

/** A database that only a dialect of the host supports. */
class HostDialectOnlineUserStoreTest extends JdbcOnlineUserStoreContract {

    @Override
    DataSource pool() {
        return StrictH2Dialect.newDatabase();
    }
}
