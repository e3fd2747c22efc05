package io.opsmon.datachange.internal;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes rows of one kind of database with the recorded texts of their values. The inverse of the triggers.
 * Thread-safe.
 *
 * @since 0.1
 */
public interface RowDialect {

    /**
     * Prepares a transaction, so that recorded texts keep their meaning and constraints are checked late.
     *
     * @param connection a connection without auto-commit
     * @return resets the session; to be called before the end of the transaction
     * @throws SQLException if the database fails
     */
    SqlStep begin(Connection connection) throws SQLException;

    /** A step on the connection of a transaction. */
    @FunctionalInterface
    interface SqlStep {

        /**
         * Runs the step.
         *
         * @throws SQLException if the database fails
         */
        void run() throws SQLException;
    }

    /**
     * Checks the constraints that were deferred by {@link #begin}.
     *
     * @param connection the connection
     * @throws SQLException if a constraint is violated
     */
    void checkConstraints(Connection connection) throws SQLException;

    /**
     * Reads the columns of a table.
     *
     * @param connection the connection
     * @param table the table
     * @return the columns in their order; empty if the table does not exist
     * @throws SQLException if the database fails
     */
    List<RowColumn> columns(Connection connection, CapturedTable table) throws SQLException;

    /**
     * Returns whether triggers see the rows that a foreign key changes or deletes.
     *
     * @return false for MariaDB and MySQL
     */
    boolean seesCascades();

    /**
     * Returns a name in the quotation marks of the database.
     *
     * @param name the name
     * @return the quoted name
     */
    String quoted(String name);

    /**
     * Appends a value in the type of its column.
     *
     * @param statement the statement
     * @param table the table
     * @param column the column
     * @param text the recorded text
     */
    void value(RowStatement statement, CapturedTable table, RowColumn column, String text);

    /**
     * Appends a condition that compares a column exactly, for rows without key.
     *
     * @param statement the statement
     * @param table the table
     * @param column the column
     * @param text the recorded text
     */
    void matches(RowStatement statement, CapturedTable table, RowColumn column, String text);

    /**
     * Returns the expression of a present value, whose result {@link #text} reads.
     *
     * @param column the column
     * @return the expression
     */
    String present(RowColumn column);

    /**
     * Reads a present value as the text that a trigger would record.
     *
     * @param row the row
     * @param index the index of the expression {@link #present}
     * @param column the column
     * @return the text; null for NULL
     * @throws SQLException if the database fails
     */
    @Nullable
    String text(ResultSet row, int index, RowColumn column) throws SQLException;

    /**
     * Appends the expression of a recorded text as the present session prints it.
     *
     * @param statement the statement
     * @param table the table
     * @param column the column
     * @param text the recorded text
     */
    void expected(RowStatement statement, CapturedTable table, RowColumn column, String text);

    /**
     * Returns the clause of an insert that permits values of identity columns.
     *
     * @return the clause; empty if there is none
     */
    String overriding();

    /**
     * Returns the clause that limits a query to one row.
     *
     * @return the clause
     */
    String oneRow();

    /**
     * Appends the condition of an update or delete that affects one row, although several may match.
     *
     * @param statement the statement
     * @param table the qualified name of the table
     * @param condition appends the condition
     */
    void whereOne(RowStatement statement, String table, Consumer<RowStatement> condition);
}
