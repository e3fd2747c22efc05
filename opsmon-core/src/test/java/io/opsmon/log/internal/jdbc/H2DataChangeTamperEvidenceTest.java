package io.opsmon.log.internal.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.testsupport.TestDatabases;

class H2DataChangeTamperEvidenceTest extends TamperEvidenceContract.OfDataChanges {

    @Override
    HikariDataSource database() {
        return TestDatabases.h2();
    }
}
