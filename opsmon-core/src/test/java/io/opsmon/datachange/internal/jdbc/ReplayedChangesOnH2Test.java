package io.opsmon.datachange.internal.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.testsupport.TestDatabases;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

public class ReplayedChangesOnH2Test extends ReplayedChangesContract {

    @Override
    HikariDataSource database() {
        return TestDatabases.h2();
    }

    @Override
    String procedure() {
        return "CREATE ALIAS mark FOR '" + ReplayedChangesOnH2Test.class.getName() + ".mark'";
    }

    /** The body of the procedure. */
    public static void mark(Connection connection, int from, int to, String marker) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE item SET name = ? WHERE id BETWEEN ? AND ?")) {
            update.setString(1, marker);
            update.setInt(2, from);
            update.setInt(3, to);
            update.executeUpdate();
        }
    }
}
