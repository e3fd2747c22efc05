package io.opsmon.backup.internal.postgres.restore;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;

/** Runs optional statements, each on a savepoint of its own. Not thread-safe. */
final class Savepoints {

    /** The classes of failures that end the whole restore: connection, resources, operator, system. */
    private static final String FATAL = "(?:08|53|57|58).*";

    private final Connection connection;
    private final Statement statement;
    private final Warnings warnings;

    Savepoints(Connection connection, Statement statement, Warnings warnings) {
        this.connection = connection;
        this.statement = statement;
        this.warnings = warnings;
    }

    /** Decides whether the failure of an optional statement is no warning. */
    interface Excuse {
        boolean covers(SQLException failure) throws SQLException;
    }

    /** Runs a statement. If it fails, the statement becomes a warning, and the result is false. */
    boolean run(String sql) throws SQLException {
        return run(sql, failure -> false);
    }

    /** Runs a statement. If it fails without an excuse, the statement becomes a warning. */
    boolean run(String sql, Excuse excuse) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            statement.execute(sql);
            connection.releaseSavepoint(before);
            return true;
        } catch (SQLException failure) {
            if (String.valueOf(failure.getSQLState()).matches(FATAL)) {
                throw failure;
            }
            connection.rollback(before);
            connection.releaseSavepoint(before);
            if (!excuse.covers(failure)) {
                warnings.add(sql, failure);
            }
            return false;
        }
    }
}
