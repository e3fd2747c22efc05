package io.opsmon.operationlog.internal.interception;

import io.opsmon.testsupport.TestDatabases;
import javax.sql.DataSource;

class MariaDbTransactionalConsistencyTest extends TransactionalConsistencyContract {

    @Override
    DataSource pool() {
        return TestDatabases.mariaDb();
    }
}
