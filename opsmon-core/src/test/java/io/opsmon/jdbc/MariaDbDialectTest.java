package io.opsmon.jdbc;

import io.opsmon.testsupport.TestDatabases;
import javax.sql.DataSource;

/** The built-in dialect of MariaDB and MySQL. */
class MariaDbDialectTest extends DatabaseDialectContract {

    @Override
    protected DataSource emptyDatabase() {
        return TestDatabases.mariaDb();
    }
}
