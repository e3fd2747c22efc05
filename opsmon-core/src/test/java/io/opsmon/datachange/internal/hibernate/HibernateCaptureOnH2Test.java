package io.opsmon.datachange.internal.hibernate;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.testsupport.TestDatabases;

class HibernateCaptureOnH2Test extends HibernateCaptureContract {

    @Override
    HikariDataSource database() {
        return TestDatabases.h2();
    }
}
