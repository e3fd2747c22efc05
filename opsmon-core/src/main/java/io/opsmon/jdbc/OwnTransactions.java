package io.opsmon.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.support.SQLErrorCodeSQLExceptionTranslator;
import org.springframework.jdbc.support.SQLExceptionTranslator;

/**
 * Transactions on connections of their own: what opsmon stores is none of the business of a transaction that the
 * calling thread may have. Thread-safe.
 *
 * @since 0.1
 */
public final class OwnTransactions {

    /** H2's level "snapshot"; its "repeatable read" is none of the whole database. */
    private static final int H2_SNAPSHOT = 6;

    private final DataSource dataSource;
    private final SQLExceptionTranslator translator;
    private volatile @Nullable SqlValues values;

    /**
     * Makes the transactions of a database.
     *
     * @param dataSource the database
     */
    public OwnTransactions(DataSource dataSource) {
        this.dataSource = dataSource;
        this.translator = new SQLErrorCodeSQLExceptionTranslator(dataSource);
    }

    /**
     * What is done in a transaction.
     *
     * @param <T> the kind of result
     */
    @FunctionalInterface
    public interface Work<T extends @Nullable Object> {

        /**
         * Does it.
         *
         * @param connection without auto-commit; commits and closes itself
         * @return the result
         * @throws SQLException to roll back
         */
        T on(Connection connection) throws SQLException;
    }

    /** What is done in a transaction without a result. */
    @FunctionalInterface
    public interface Step {

        /**
         * Does it.
         *
         * @param connection without auto-commit; commits and closes itself
         * @throws SQLException to roll back
         */
        void on(Connection connection) throws SQLException;
    }

    /**
     * Does something without a result and commits.
     *
     * @param task what it is, for error messages
     * @param step what to do
     * @throws DataAccessException if the database fails; everything was rolled back
     */
    public void execute(String task, Step step) {
        run(task, connection -> {
            step.on(connection);
            return Boolean.TRUE;
        });
    }

    /**
     * Does something and commits.
     *
     * @param task what it is, for error messages
     * @param work what to do
     * @param <T> the kind of result
     * @return its result
     * @throws DataAccessException if the database fails; everything was rolled back
     */
    public <T extends @Nullable Object> T run(String task, Work<T> work) {
        return run(task, Connection.TRANSACTION_NONE, work);
    }

    /**
     * Reads in one snapshot of the database: whatever is written meanwhile is not seen.
     *
     * @param task what it is, for error messages
     * @param work what to read
     * @param <T> the kind of result
     * @return its result
     * @throws DataAccessException if the database fails
     */
    public <T extends @Nullable Object> T readSnapshot(String task, Work<T> work) {
        return run(task, Connection.TRANSACTION_REPEATABLE_READ, work);
    }

    /**
     * Runs a transaction again when another came between: both wrote the same row for the first time, or waited for
     * each other.
     *
     * @param task what is being done, for the error message
     * @param attempts how often it is tried
     * @param work the statements
     * @param <T> the result
     * @return what the work returned
     * @throws DataAccessException if the database fails, or others come between every time
     */
    public <T extends @Nullable Object> T runContended(String task, int attempts, Work<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return run(task, work);
            } catch (DataIntegrityViolationException | ConcurrencyFailureException other) {
                if (attempt == attempts) {
                    throw other;
                }
            }
        }
    }

    /**
     * How this database takes values; found out once.
     *
     * @param connection a connection to it
     * @return how it takes them
     * @throws SQLException if the connection fails
     */
    public SqlValues values(Connection connection) throws SQLException {
        @Nullable SqlValues known = values;
        if (known == null) {
            known = SqlValues.of(connection);
            values = known;
        }
        return known;
    }

    private <T extends @Nullable Object> T run(String task, int isolation, Work<T> work) {
        try (Connection connection = dataSource.getConnection()) {
            boolean autoCommit = connection.getAutoCommit();
            int isolationBefore = connection.getTransactionIsolation();
            boolean isolate = isolation != Connection.TRANSACTION_NONE;
            if (isolate) {
                connection.setTransactionIsolation(isH2(connection) ? H2_SNAPSHOT : isolation);
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
                restore(connection, autoCommit, isolate ? isolationBefore : isolation);
            }
        } catch (SQLException failure) {
            throw translated(task, failure);
        }
    }

    private static boolean isH2(Connection connection) throws SQLException {
        return connection.getMetaData().getDatabaseProductName().equals("H2");
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
            // The pool finds out by itself when the connection is given back.
        }
    }

    /**
     * As Spring's hierarchy.
     *
     * @param task what was done
     * @param failure what the driver threw
     * @return the exception to throw
     */
    public DataAccessException translated(String task, SQLException failure) {
        @Nullable DataAccessException translated = translator.translate(task, null, failure);
        return translated != null ? translated : new UncategorizedSQLException(task, null, failure);
    }
}
