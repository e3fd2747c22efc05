package io.opsmon.log.internal.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.testsupport.TestDatabases;

class PostgresOperationLogTamperEvidenceTest extends TamperEvidenceContract.OfOperations {

    @Override
    HikariDataSource database() {
        return TestDatabases.postgres();
    }
}
