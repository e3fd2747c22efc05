package io.opsmon.log.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.testsupport.TestDatabases;

class PostgresLoginLogTamperEvidenceTest extends TamperEvidenceContract.OfLogins {

    @Override
    HikariDataSource database() {
        return TestDatabases.postgres();
    }
}
