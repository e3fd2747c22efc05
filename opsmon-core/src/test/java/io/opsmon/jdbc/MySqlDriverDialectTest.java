package io.opsmon.jdbc;

import io.opsmon.testsupport.TestDatabases;
import javax.sql.DataSource;

/** The same dialect through MySQL's driver. */
class MySqlDriverDialectTest extends DatabaseDialectContract {

    @Override
    protected DataSource emptyDatabase() {
        return TestDatabases.mariaDbThroughMySqlDriver();
    }
}
