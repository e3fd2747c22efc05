package io.opsmon.loginlog.internal.guard;

import io.opsmon.testsupport.TestDatabases;
import javax.sql.DataSource;

class H2AttemptStoreTest extends JdbcAttemptStoreContract {

    @Override
    DataSource pool() {
        return TestDatabases.h2();
    }
}
