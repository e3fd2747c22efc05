package io.opsmon.datachange.internal.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.testsupport.TestDatabases;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

public class WritePathsOnH2Test extends WritePathsContract {

    /** A function of a host, whose statements the catalog does not know. */
    public static int raise(Connection connection, long which) throws SQLException {
        try (var statement = connection.createStatement()) {
            return statement.executeUpdate("UPDATE item SET name = name || '+' WHERE id = " + which);
        }
    }

    @Override
    HikariDataSource database() {
        return TestDatabases.h2();
    }

    @Override
    List<String> ways() {
        return List.of(
                "CREATE VIEW tea AS SELECT id, name FROM item",
                "CREATE SYNONYM drink FOR item",
                "CREATE ALIAS raise FOR '" + WritePathsOnH2Test.class.getName() + ".raise'");
    }

    @Override
    List<String> reaching() {
        return List.of(
                "UPDATE drink SET name = 'green' WHERE id = 1", "SELECT raise(1)", "DELETE FROM shelf WHERE id = 1");
    }
}
