package io.opsmon.log.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.testsupport.TestDatabases;

class PostgresOperationLogTamperEvidenceTest extends TamperEvidenceContract.OfOperations {

    @Override
    HikariDataSource database() {
        return TestDatabases.postgres();
    }
}
