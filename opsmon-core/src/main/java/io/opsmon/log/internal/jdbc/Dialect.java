package io.opsmon.log.internal.jdbc;

import io.opsmon.chain.Hash;
import io.opsmon.internal.jdbc.SqlValues;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * SQL and driver differences of one database. Stateless.
 *
 * @since 0.1
 */
public abstract class Dialect {

    static Dialect of(Connection connection) throws SQLException {
        DatabaseMetaData metaData = connection.getMetaData();
        String product = metaData.getDatabaseProductName().toLowerCase(Locale.ROOT);
        if (product.contains("postgresql")) {
            return new PostgresDialect();
        }
        if (product.contains("mariadb") || product.contains("mysql")) {
            return new MySqlDialect(
                    metaData.getDriverName().toLowerCase(Locale.ROOT).contains("mysql"));
        }
        if (product.equals("h2")) {
            return new H2Dialect();
        }
        throw new IllegalStateException("The log cannot be stored in " + metaData.getDatabaseProductName()
                + ". Supported databases are H2, PostgreSQL, MariaDB and MySQL. Define custom repository beans, or a"
                + " separate DataSource bean with the name \"opsmonDataSource\".");
    }

    private final SqlValues values;

    Dialect(SqlValues values) {
        this.values = values;
    }

    /**
     * Returns the conversions of UUIDs and instants.
     *
     * @return the conversions
     */
    public final SqlValues values() {
        return values;
    }

    /**
     * Inserts rows in the cheapest way for this database. The caller owns the transaction and rolls back to a savepoint
     * after a failure. A known id is a failure.
     */
    abstract <E> void insert(Connection connection, LogTable<E> table, List<E> rows) throws SQLException;

    /**
     * Returns a condition for a column that contains the bound pattern, ignoring case; {@code !} escapes.
     *
     * @param column the name of the column
     * @return a condition with one parameter
     */
    public String containsIgnoringCase(String column) {
        return "LOWER(" + column + ") LIKE LOWER(?) ESCAPE '!'";
    }

    /**
     * Returns the expression that the index of a column of names begins with. Names that differ by case have the same
     * key.
     *
     * @param column the name of the column
     * @return an expression to compare with {@link #nameKeyOfParameter}
     */
    public String nameKey(String column) {
        return column + "_key";
    }

    /**
     * Returns the key of a bound name.
     *
     * @return an expression with one parameter
     */
    public String nameKeyOfParameter() {
        return "LOWER(?)";
    }

    /**
     * Returns a condition for a name, ignoring case.
     *
     * @param column the name of the column
     * @return a condition with one parameter
     */
    public final String hasName(String column) {
        return nameKey(column) + " = " + nameKeyOfParameter();
    }

    /**
     * Returns whether {@link #containsIgnoringCase} can use an index.
     *
     * @param jdbc the access to the database
     * @param index the name of the index
     * @return true if the index exists
     */
    public boolean hasTextIndex(JdbcTemplate jdbc, String index) {
        return false;
    }

    /**
     * Returns an expression for the seconds since 1970 in a timestamp column.
     *
     * @param column the name of the column
     * @return an expression
     */
    public String epochSeconds(String column) {
        return "EXTRACT(EPOCH FROM " + column + ")";
    }

    /**
     * Returns whether a text that is longer than its column is stored in part, without an error.
     *
     * @param connection a connection to the database
     * @return false if such a text is refused
     * @throws SQLException if the database fails
     */
    boolean cutsLongTexts(Connection connection) throws SQLException {
        return false;
    }

    /** Returns the fetch size at which the driver streams a result instead of reading it completely. */
    int streamingFetchSize(int rows) {
        return rows;
    }

    static String insertOf(LogTable<?> table, int rows) {
        String row = "(" + String.join(", ", Collections.nCopies(table.columns().size(), "?")) + ")";
        return "INSERT INTO " + table.name() + " (" + table.names() + ") VALUES "
                + String.join(", ", Collections.nCopies(rows, row));
    }

    /** Binds one entry and returns the index after its last parameter. */
    final <E> int bind(PreparedStatement statement, int index, LogTable<E> table, E entry) throws SQLException {
        int i = index;
        for (TableColumn<E> column : table.columns()) {
            bind(statement, i++, column, entry);
        }
        return i;
    }

    /**
     * Binds one value of an entry.
     *
     * @param statement the statement
     * @param index the index of the parameter
     * @param column the column of the value
     * @param entry the entry
     * @param <E> the kind of entry
     * @throws SQLException if the driver rejects the value
     */
    public final <E> void bind(PreparedStatement statement, int index, TableColumn<E> column, E entry)
            throws SQLException {
        @Nullable Object value = column.of(entry);
        if (value == null) {
            statement.setNull(index, column.nullType());
        } else if (value instanceof UUID id) {
            statement.setObject(index, values.toSql(id));
        } else if (value instanceof Instant instant) {
            statement.setObject(index, values.toSql(instant));
        } else if (value instanceof Hash hash) {
            statement.setBytes(index, hash.bytes());
        } else if (value instanceof String text) {
            statement.setString(index, text);
        } else {
            statement.setObject(index, value);
        }
    }

    final <E> void insertOneByOne(Connection connection, LogTable<E> table, List<E> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(insertOf(table, 1))) {
            for (E row : rows) {
                bind(statement, 1, table, row);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }
}
