package io.opsmon.internal.jdbc;

import io.opsmon.jdbc.DatabaseDialect;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.support.SQLErrorCodeSQLExceptionTranslator;
import org.springframework.jdbc.support.SQLExceptionTranslator;

/**
 * Transactions on separate connections, independent of a transaction of the calling thread. Thread-safe.
 *
 * @since 0.1
 */
public final class OwnTransactions {

    private final DataSource dataSource;
    private final SQLExceptionTranslator translator;
    private final Dialects dialects;

    /**
     * Creates the transactions of a database.
     *
     * @param dataSource the database
     */
    public OwnTransactions(DataSource dataSource) {
        this.dataSource = dataSource;
        this.dialects = Dialects.of(dataSource);
        this.translator = new SQLErrorCodeSQLExceptionTranslator(dataSource);
    }

    /**
     * Work in a transaction with a result.
     *
     * @param <T> the kind of result
     */
    @FunctionalInterface
    public interface Work<T extends @Nullable Object> {

        /**
         * Runs the work.
         *
         * @param connection a connection without auto-commit; the caller commits and closes it
         * @return the result
         * @throws SQLException to roll back
         */
        T on(Connection connection) throws SQLException;
    }

    /** Work in a transaction without a result. */
    @FunctionalInterface
    public interface Step {

        /**
         * Runs the work.
         *
         * @param connection a connection without auto-commit; the caller commits and closes it
         * @throws SQLException to roll back
         */
        void on(Connection connection) throws SQLException;
    }

    /**
     * Runs work without a result and commits.
     *
     * @param task the name of the work, for error messages
     * @param step the work
     * @throws DataAccessException if the database fails; everything was rolled back
     */
    public void execute(String task, Step step) {
        run(task, connection -> {
            step.on(connection);
            return Boolean.TRUE;
        });
    }

    /**
     * Runs work with a result and commits.
     *
     * @param task the name of the work, for error messages
     * @param work the work
     * @param <T> the kind of result
     * @return the result
     * @throws DataAccessException if the database fails; everything was rolled back
     */
    public <T extends @Nullable Object> T run(String task, Work<T> work) {
        return run(task, false, work);
    }

    /**
     * Reads in one snapshot of the database. Concurrent writes are not visible.
     *
     * @param task the name of the work, for error messages
     * @param work the work
     * @param <T> the kind of result
     * @return the result
     * @throws DataAccessException if the database fails
     */
    public <T extends @Nullable Object> T readSnapshot(String task, Work<T> work) {
        return run(task, true, work);
    }

    /**
     * Runs work and retries after a conflict with another transaction: both inserted the same row, or waited for each
     * other.
     *
     * @param task the name of the work, for error messages
     * @param attempts the maximum number of attempts
     * @param work the work
     * @param <T> the kind of result
     * @return the result
     * @throws DataAccessException if the database fails, or every attempt ends in a conflict
     */
    public <T extends @Nullable Object> T runContended(String task, int attempts, Work<T> work) {
        return run(
                task,
                attempts,
                failure -> failure instanceof DataIntegrityViolationException
                        || failure instanceof ConcurrencyFailureException,
                work);
    }

    /**
     * Runs work and retries after a deadlock. A lock timeout is not retried, because each attempt could wait as long.
     *
     * @param task the name of the work, for error messages
     * @param attempts the maximum number of attempts
     * @param work the work
     * @param <T> the kind of result
     * @return the result
     * @throws DataAccessException if the database fails, or every attempt ends in a deadlock
     */
    public <T extends @Nullable Object> T runAfterDeadlocks(String task, int attempts, Work<T> work) {
        return run(task, attempts, OwnTransactions::isDeadlock, work);
    }

    /** Returns whether the database rolled back the transaction itself: SQLSTATE class 40. */
    private static boolean isDeadlock(DataAccessException failure) {
        return failure.getCause() instanceof SQLException cause
                && cause.getSQLState() != null
                && cause.getSQLState().startsWith("40");
    }

    private <T extends @Nullable Object> T run(
            String task, int attempts, Predicate<DataAccessException> isConflict, Work<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return run(task, work);
            } catch (DataAccessException failure) {
                if (attempt == attempts || !isConflict.test(failure)) {
                    throw failure;
                }
            }
        }
    }

    /**
     * Returns the dialect of this database, detected on first use.
     *
     * @param connection a connection to the database
     * @return the dialect
     * @throws SQLException if the connection fails
     */
    public DatabaseDialect dialect(Connection connection) throws SQLException {
        return dialects.of(connection);
    }

    /**
     * Returns the detection of this database's dialect.
     *
     * @return the detection
     */
    public Dialects dialects() {
        return dialects;
    }

    private <T extends @Nullable Object> T run(String task, boolean isSnapshot, Work<T> work) {
        try (Connection connection = dataSource.getConnection()) {
            boolean autoCommit = connection.getAutoCommit();
            int isolationBefore = connection.getTransactionIsolation();
            if (isSnapshot) {
                connection.setTransactionIsolation(dialect(connection).snapshotIsolation());
            }
            connection.setAutoCommit(false);
            try {
                T result = work.on(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException | Error failure) {
                rollBack(connection, failure);
                throw failure;
            } finally {
                restore(connection, autoCommit, isSnapshot ? isolationBefore : Connection.TRANSACTION_NONE);
            }
        } catch (SQLException failure) {
            throw translated(task, failure);
        }
    }

    private static void rollBack(Connection connection, Throwable failure) {
        try {
            connection.rollback();
        } catch (SQLException second) {
            failure.addSuppressed(second);
        }
    }

    private static void restore(Connection connection, boolean autoCommit, int isolation) {
        try {
            connection.setAutoCommit(autoCommit);
            if (isolation != Connection.TRANSACTION_NONE && isolation != connection.getTransactionIsolation()) {
                connection.setTransactionIsolation(isolation);
            }
        } catch (SQLException brokenConnection) {
            // The pool detects the broken connection when it is returned.
        }
    }

    /**
     * Translates an exception to Spring's hierarchy.
     *
     * @param task the name of the work
     * @param failure the exception of the driver
     * @return the exception to throw
     */
    public DataAccessException translated(String task, SQLException failure) {
        @Nullable DataAccessException translated = translator.translate(task, null, failure);
        return translated != null ? translated : new UncategorizedSQLException(task, null, failure);
    }
}
