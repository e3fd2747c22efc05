package io.opsmon.datachange.internal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A statement with bound values, which people can read with the values in place. Not thread-safe.
 *
 * @since 0.1
 */
public final class RowStatement {

    private static final int LONGEST_SHOWN = 1_000;

    private final StringBuilder bound = new StringBuilder();
    private final StringBuilder shown = new StringBuilder();
    private final List<Object> parameters = new ArrayList<>();

    /** Creates an empty statement. */
    public RowStatement() {}

    /**
     * Appends a part without values.
     *
     * @param sql the part
     * @return this statement
     */
    public RowStatement sql(String sql) {
        bound.append(sql);
        shown.append(sql);
        return this;
    }

    /**
     * Appends a value.
     *
     * @param value the value to bind
     * @param literal the same value as a literal of the database
     * @return this statement
     */
    public RowStatement value(Object value, String literal) {
        bound.append('?');
        parameters.add(value);
        shown.append(
                literal.length() <= LONGEST_SHOWN
                        ? literal
                        : String.format(
                                Locale.ROOT, "%s… /* %d characters */", literal.substring(0, 100), literal.length()));
        return this;
    }

    /**
     * Returns the statement with its values as literals.
     *
     * @return the statement, with the beginning of values of more than 1,000 characters
     */
    public String shown() {
        return shown.toString();
    }

    /**
     * Prepares the statement and binds the values.
     *
     * @param connection the connection
     * @return the prepared statement, which the caller closes
     * @throws SQLException if the connection fails, or the database refuses the statement
     */
    public PreparedStatement prepare(Connection connection) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(bound.toString());
        try {
            int next = 1;
            for (Object parameter : parameters) {
                statement.setObject(next++, parameter);
            }
            return statement;
        } catch (SQLException | RuntimeException failure) {
            statement.close();
            throw failure;
        }
    }
}
