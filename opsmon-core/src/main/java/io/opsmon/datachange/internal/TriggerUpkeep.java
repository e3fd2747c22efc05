package io.opsmon.datachange.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Creates the triggers of one kind of database, and keeps them current. Thread-safe.
 *
 * @since 0.1
 */
public interface TriggerUpkeep {

    /**
     * Compares the triggers with the settings, and creates, replaces and removes triggers. Each table is changed in its
     * own transaction, which waits at most a second for the table. If the settings use no triggers, the application's
     * triggers are removed, and the tables without triggers of other applications are captured.
     *
     * @param connection a connection without auto-commit to the database
     * @param settings the settings
     * @return the result; a table that cannot be changed is a problem in the result
     * @throws SQLException if the catalog of the database cannot be read
     */
    Result maintain(Connection connection, CaptureSettings settings) throws SQLException;

    /**
     * Reads the objects through which tables with triggers of opsmon may be written, of all applications.
     *
     * @param connection a connection to the database
     * @return the tables with triggers, without definition, and the cascades, triggers, views and routines of the host
     * @throws SQLException if the catalog of the database cannot be read
     */
    default List<WritePath> writePaths(Connection connection) throws SQLException {
        return List.of();
    }

    /**
     * The state of the triggers.
     *
     * @param captured the tables with current triggers
     * @param changed the names of the tables whose triggers were created, replaced or removed now
     * @param problems the tables without current triggers
     */
    record Result(List<CapturedTable> captured, List<String> changed, List<Problem> problems) {}

    /**
     * A table without current triggers.
     *
     * @param table the table or pattern
     * @param message the reason
     * @param ddl the statements that a user with sufficient rights may run instead; empty if there are none
     */
    record Problem(String table, String message, List<String> ddl) {}
}
