package io.opsmon.datachange.internal.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.testsupport.TestDatabases;
import java.util.List;

class WritePathsOnMariaDbTest extends WritePathsContract {

    @Override
    HikariDataSource database() {
        return TestDatabases.mariaDb();
    }

    @Override
    List<String> ways() {
        return List.of(
                "CREATE VIEW tea AS SELECT id, name FROM item",
                "CREATE VIEW green_tea AS SELECT id, name FROM tea",
                "CREATE TABLE orders (id BIGINT PRIMARY KEY)",
                "CREATE TRIGGER sold AFTER INSERT ON orders FOR EACH ROW"
                        + " UPDATE item SET name = CONCAT(name, '!') WHERE id = new.id",
                "CREATE FUNCTION raise(which BIGINT) RETURNS INT MODIFIES SQL DATA BEGIN"
                        + " UPDATE item SET name = CONCAT(name, '+') WHERE id = which; RETURN 1; END",
                "CREATE FUNCTION raise_all() RETURNS INT MODIFIES SQL DATA RETURN raise(1)",
                "CREATE FUNCTION harmless(which BIGINT) RETURNS BIGINT NO SQL RETURN which + 1");
    }

    @Override
    List<String> reaching() {
        return List.of(
                "UPDATE tea SET name = 'green' WHERE id = 1",
                "UPDATE green_tea SET name = 'sencha' WHERE id = 1",
                "INSERT INTO orders VALUES (1)",
                "SELECT raise(1)",
                "SELECT raise_all()");
    }
}
