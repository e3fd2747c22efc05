package io.opsmon.operationlog.internal.interception;

import io.opsmon.testsupport.TestDatabases;
import javax.sql.DataSource;

class H2TransactionalConsistencyTest extends TransactionalConsistencyContract {

    @Override
    DataSource pool() {
        return TestDatabases.h2();
    }
}
