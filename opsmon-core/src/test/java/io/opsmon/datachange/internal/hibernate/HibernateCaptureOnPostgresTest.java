package io.opsmon.datachange.internal.hibernate;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.testsupport.TestDatabases;

class HibernateCaptureOnPostgresTest extends HibernateCaptureContract {

    @Override
    HikariDataSource database() {
        return TestDatabases.postgres();
    }
}
