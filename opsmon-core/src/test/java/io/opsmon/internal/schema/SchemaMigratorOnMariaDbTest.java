package io.opsmon.internal.schema;

import io.opsmon.testsupport.TestDatabases;
import javax.sql.DataSource;

class SchemaMigratorOnMariaDbTest extends SchemaMigratorContract {

    @Override
    DataSource newDatabase() {
        return TestDatabases.mariaDb();
    }
}
