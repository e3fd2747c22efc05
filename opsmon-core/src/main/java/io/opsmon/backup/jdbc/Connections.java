package io.opsmon.backup.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of connections after use.
 *
 * @since 0.1
 */
public final class Connections {

    private static final Logger log = LoggerFactory.getLogger(Connections.class);

    private Connections() {}

    /**
     * Ends a transaction and gives the connection back as it was. Where something failed or was cancelled, the
     * connection is cut instead: a cancellation may arrive late and hit whoever is next.
     *
     * @param connection a connection in a transaction
     * @param isWell whether all went well
     * @throws SQLException if it should have been given back and cannot be
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
     * Cuts a connection that nobody else should get; closing it is then left to whoever has opened it.
     *
     * @param connection the connection
     */
    public static void cut(Connection connection) {
        try {
            connection.abort(Runnable::run);
            // A pool learns by an error that a connection is no good any more.
            connection.rollback();
        } catch (SQLException gone) {
            log.debug("Cut a connection", gone);
        }
    }
}
