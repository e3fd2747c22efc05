package io.opsmon.log.internal.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.testsupport.TestDatabases;

class MariaDbOperationLogTamperEvidenceTest extends TamperEvidenceContract.OfOperations {

    @Override
    HikariDataSource database() {
        return TestDatabases.mariaDb();
    }
}
