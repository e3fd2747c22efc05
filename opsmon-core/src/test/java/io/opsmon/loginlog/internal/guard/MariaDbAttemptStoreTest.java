package io.opsmon.loginlog.internal.guard;

import io.opsmon.testsupport.TestDatabases;
import javax.sql.DataSource;

class MariaDbAttemptStoreTest extends JdbcAttemptStoreContract {

    @Override
    DataSource pool() {
        return TestDatabases.mariaDb();
    }
}
