package io.opsmon.loginlog.internal.guard;

import io.opsmon.testsupport.StrictH2Dialect;
import javax.sql.DataSource;

/** A database that only a dialect of the host supports. */
class HostDialectAttemptStoreTest extends JdbcAttemptStoreContract {

    @Override
    DataSource pool() {
        return StrictH2Dialect.newDatabase();
    }
}
