package io.opsmon.internal.schema;

import io.opsmon.testsupport.TestDatabases;
import javax.sql.DataSource;

class SchemaMigratorOnH2Test extends SchemaMigratorContract {

    @Override
    DataSource newDatabase() {
        return TestDatabases.h2();
    }
}
