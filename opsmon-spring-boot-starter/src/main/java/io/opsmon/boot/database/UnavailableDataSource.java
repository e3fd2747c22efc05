package io.opsmon.boot.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.springframework.jdbc.datasource.AbstractDataSource;

/** Replaces a DataSource that could not be selected: every connection fails with the reason. */
final class UnavailableDataSource extends AbstractDataSource {

    private final String reason;

    UnavailableDataSource(String reason) {
        this.reason = reason;
    }

    @Override
    public Connection getConnection() throws SQLException {
        throw new SQLTransientConnectionException(reason, "08001");
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        return getConnection();
    }
}
