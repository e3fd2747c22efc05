package io.opsmon.jdbc;

import io.opsmon.testsupport.RenamedDatabase;
import io.opsmon.testsupport.TestDatabases;
import javax.sql.DataSource;

/** The built-in dialect of relatives of PostgreSQL, on a PostgreSQL that calls itself KingbaseES. */
class PostgresRelativeDialectTest extends DatabaseDialectContract {

    @Override
    protected DataSource emptyDatabase() {
        return new RenamedDatabase(TestDatabases.postgres(), "KingbaseES").withVersion("KingbaseES V008R006");
    }
}
