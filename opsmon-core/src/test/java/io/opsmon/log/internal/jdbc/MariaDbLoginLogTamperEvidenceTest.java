package io.opsmon.log.internal.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.testsupport.TestDatabases;

class MariaDbLoginLogTamperEvidenceTest extends TamperEvidenceContract.OfLogins {

    @Override
    HikariDataSource database() {
        return TestDatabases.mariaDb();
    }
}
