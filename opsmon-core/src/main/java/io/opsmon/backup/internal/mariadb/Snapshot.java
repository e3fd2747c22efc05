package io.opsmon.backup.internal.mariadb;

import io.opsmon.backup.internal.jdbc.Connections;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A transaction that reads one consistent snapshot. */
final class Snapshot {

    private final Connection connection;
    private final int isolationBefore;

    Snapshot(Connection connection) throws SQLException {
        this.connection = connection;
        this.isolationBefore = connection.getTransactionIsolation();
    }

    void begin() throws SQLException {
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT");
        }
    }

    void end(boolean isWell) throws SQLException {
        Connections.end(connection, isWell);
        if (isWell) {
            connection.setTransactionIsolation(isolationBefore);
        }
    }
}
