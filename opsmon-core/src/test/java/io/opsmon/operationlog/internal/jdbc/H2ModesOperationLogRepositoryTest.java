package io.opsmon.operationlog.internal.jdbc;

import io.opsmon.testsupport.TestDatabases;
import javax.sql.DataSource;
import org.junit.jupiter.api.Nested;

/** The same contract with the settings of H2's manual that emulate other databases. */
class H2ModesOperationLogRepositoryTest {

    @Nested
    class PostgreSqlInLowerCase extends JdbcOperationLogRepositoryContract {

        @Override
        DataSource pool() {
            return TestDatabases.h2("MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH");
        }
    }

    @Nested
    class MySqlInLowerCase extends JdbcOperationLogRepositoryContract {

        @Override
        DataSource pool() {
            return TestDatabases.h2("MODE=MySQL;DATABASE_TO_LOWER=TRUE;CASE_INSENSITIVE_IDENTIFIERS=TRUE");
        }
    }

    @Nested
    class NamesAsWritten extends JdbcOperationLogRepositoryContract {

        @Override
        DataSource pool() {
            return TestDatabases.h2("DATABASE_TO_UPPER=FALSE");
        }
    }

    @Nested
    class Legacy extends JdbcOperationLogRepositoryContract {

        @Override
        DataSource pool() {
            return TestDatabases.h2("MODE=LEGACY");
        }
    }

    @Nested
    class Db2 extends JdbcOperationLogRepositoryContract {

        @Override
        DataSource pool() {
            return TestDatabases.h2("MODE=DB2");
        }
    }

    @Nested
    class Hsqldb extends JdbcOperationLogRepositoryContract {

        @Override
        DataSource pool() {
            return TestDatabases.h2("MODE=HSQLDB");
        }
    }
}
