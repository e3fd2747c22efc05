package io.opsmon.operationlog.internal.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.testsupport.RenamedDatabase;
import io.opsmon.testsupport.TestDatabases;
import javax.sql.DataSource;

/** A PostgreSQL that calls itself KingbaseES. ShedLock, too, chooses its SQL by the product name. */
class KingbaseOperationLogRetentionTest extends OperationLogRetentionContract {

    @Override
    DataSource pool() {
        return named(TestDatabases.postgres());
    }

    @Override
    DataSource named(HikariDataSource other) {
        return new RenamedDatabase(other, "KingbaseES").withVersion("KingbaseES V008R006C008B0014");
    }
}
