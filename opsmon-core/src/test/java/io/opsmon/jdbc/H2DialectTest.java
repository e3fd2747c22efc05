package io.opsmon.jdbc;

import io.opsmon.testsupport.TestDatabases;
import javax.sql.DataSource;

/** The built-in dialect of H2. */
class H2DialectTest extends DatabaseDialectContract {

    @Override
    protected DataSource emptyDatabase() {
        return TestDatabases.h2();
    }
}
