package io.opsmon.log.internal.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.testsupport.TestDatabases;

class PostgresDataChangeTamperEvidenceTest extends TamperEvidenceContract.OfDataChanges {

    @Override
    HikariDataSource database() {
        return TestDatabases.postgres();
    }
}
