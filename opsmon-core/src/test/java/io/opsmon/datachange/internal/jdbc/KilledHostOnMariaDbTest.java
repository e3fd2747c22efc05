package io.opsmon.datachange.internal.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.testsupport.TestDatabases;

class KilledHostOnMariaDbTest extends KilledHostContract {

    @Override
    HikariDataSource database() {
        return TestDatabases.mariaDb();
    }

    @Override
    String procedure() {
        return "CREATE PROCEDURE mark(a INT, b INT, marker VARCHAR(60))"
                + " UPDATE item SET name = marker WHERE id BETWEEN a AND b";
    }

    @Override
    void drop(HikariDataSource database) {
        TestDatabases.drop(database);
    }
}
