package io.opsmon.log.internal.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.testsupport.TestDatabases;

class PostgresLoginLogTamperEvidenceTest extends TamperEvidenceContract.OfLogins {

    @Override
    HikariDataSource database() {
        return TestDatabases.postgres();
    }
}
