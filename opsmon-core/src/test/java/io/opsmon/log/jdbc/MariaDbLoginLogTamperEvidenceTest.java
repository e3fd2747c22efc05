package io.opsmon.log.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.testsupport.TestDatabases;

class MariaDbLoginLogTamperEvidenceTest extends TamperEvidenceContract.OfLogins {

    @Override
    HikariDataSource database() {
        return TestDatabases.mariaDb();
    }
}
