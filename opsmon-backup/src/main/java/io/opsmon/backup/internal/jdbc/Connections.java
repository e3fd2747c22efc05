package io.opsmon.backup.internal.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Returns connections to their pool or aborts them.
 *
 * @since 0.1
 */
public final class Connections {

    private static final Logger log = LoggerFactory.getLogger(Connections.class);

    private Connections() {}

    /**
     * Ends a transaction and resets the connection. If the operation failed or was cancelled, the connection is aborted
     * instead, because a late cancellation could affect the next user of the connection.
     *
     * @param connection a connection in a transaction
     * @param isWell whether the operation succeeded
     * @throws SQLException if the connection cannot be reset
     */
    public static void end(Connection connection, boolean isWell) throws SQLException {
        if (isWell) {
            connection.rollback();
            connection.setAutoCommit(true);
        } else {
            cut(connection);
        }
    }

    /**
     * Aborts a connection that must not be reused. The caller must still close the connection.
     *
     * @param connection the connection
     */
    public static void cut(Connection connection) {
        try {
            connection.abort(Runnable::run);
            // A pool discards the connection after an error.
            connection.rollback();
        } catch (SQLException aborted) {
            log.debug("Connection was aborted", aborted);
        }
    }
}
