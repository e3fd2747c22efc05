package io.opsmon.loginlog.internal.guard;

import io.opsmon.testsupport.TestDatabases;
import javax.sql.DataSource;

class PostgresAttemptStoreTest extends JdbcAttemptStoreContract {

    @Override
    DataSource pool() {
        return TestDatabases.postgres();
    }
}
