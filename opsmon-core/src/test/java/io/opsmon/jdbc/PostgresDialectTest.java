package io.opsmon.jdbc;

import io.opsmon.testsupport.TestDatabases;
import javax.sql.DataSource;

/** The built-in dialect of PostgreSQL. */
class PostgresDialectTest extends DatabaseDialectContract {

    @Override
    protected DataSource emptyDatabase() {
        return TestDatabases.postgres();
    }
}
