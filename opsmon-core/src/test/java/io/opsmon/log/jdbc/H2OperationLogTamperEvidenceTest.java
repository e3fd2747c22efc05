package io.opsmon.log.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.testsupport.TestDatabases;

class H2OperationLogTamperEvidenceTest extends TamperEvidenceContract.OfOperations {

    @Override
    HikariDataSource database() {
        return TestDatabases.h2();
    }
}
