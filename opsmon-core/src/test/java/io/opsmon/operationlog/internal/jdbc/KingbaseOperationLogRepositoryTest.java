package io.opsmon.operationlog.internal.jdbc;

import io.opsmon.testsupport.RenamedDatabase;
import io.opsmon.testsupport.TestDatabases;
import javax.sql.DataSource;

/** A PostgreSQL that calls itself KingbaseES: the dialect without {@code COPY}. */
class KingbaseOperationLogRepositoryTest extends JdbcOperationLogRepositoryContract {

    @Override
    DataSource pool() {
        return new RenamedDatabase(TestDatabases.postgres(), "KingbaseES")
                .withVersion("KingbaseES V008R006C008B0014 on x86_64-pc-linux-gnu, compiled by gcc, 64-bit");
    }
}
