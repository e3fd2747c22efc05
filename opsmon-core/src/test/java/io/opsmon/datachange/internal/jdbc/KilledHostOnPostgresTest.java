package io.opsmon.datachange.internal.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.testsupport.TestDatabases;

class KilledHostOnPostgresTest extends KilledHostContract {

    @Override
    HikariDataSource database() {
        return TestDatabases.postgres();
    }

    @Override
    String procedure() {
        return "CREATE PROCEDURE mark(a INT, b INT, marker TEXT) LANGUAGE plpgsql AS"
                + " 'BEGIN UPDATE item SET name = marker WHERE id BETWEEN a AND b; END'";
    }

    @Override
    void drop(HikariDataSource database) {
        TestDatabases.drop(database);
    }
}
