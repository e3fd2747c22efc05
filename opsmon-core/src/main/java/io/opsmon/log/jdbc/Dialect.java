package io.opsmon.log.jdbc;

import io.opsmon.chain.Hash;
import io.opsmon.jdbc.SqlValues;
import io.opsmon.recording.RecordedEntry;
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
 * What differs between databases. Stateless.
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
        throw new IllegalStateException("opsmon has no tables of logs for " + metaData.getDatabaseProductName()
                + "; it knows H2, PostgreSQL, MariaDB and MySQL. Provide repository beans of your own, or give opsmon"
                + " a DataSource of its own by the bean name opsmonDataSource.");
    }

    private final SqlValues values;

    Dialect(SqlValues values) {
        this.values = values;
    }

    /**
     * How the database keeps UUIDs and instants.
     *
     * @return its values
     */
    public final SqlValues values() {
        return values;
    }

    /**
     * Inserts the entries in the way that costs this database least. The caller owns the transaction and goes back to a
     * savepoint after a failure; an id that is there already is one.
     */
    abstract <E extends RecordedEntry> void insert(Connection connection, LogLayout<E> layout, List<E> entries)
            throws SQLException;

    /**
     * A condition that is true where the column contains the bound pattern whatever its case; {@code !} escapes.
     *
     * @param column the column's name
     * @return a condition with one parameter
     */
    public String containsIgnoringCase(String column) {
        return "LOWER(" + column + ") LIKE LOWER(?) ESCAPE '!'";
    }

    /**
     * Whether {@link #containsIgnoringCase} has an index to use.
     *
     * @param jdbc asks the database
     * @param index the index's name
     * @return true if there is one
     */
    public boolean hasTextIndex(JdbcTemplate jdbc, String index) {
        return false;
    }

    /**
     * Seconds since 1970 of a timestamp column.
     *
     * @param column the column's name
     * @return an expression
     */
    public String epochSeconds(String column) {
        return "EXTRACT(EPOCH FROM " + column + ")";
    }

    /** What to set as fetch size so that the driver streams a result instead of reading it whole. */
    int streamingFetchSize(int rows) {
        return rows;
    }

    static String insertOf(LogLayout<?> layout, int rows) {
        String row =
                "(" + String.join(", ", Collections.nCopies(layout.columns().size(), "?")) + ")";
        return "INSERT INTO " + layout.table() + " (" + layout.names() + ") VALUES "
                + String.join(", ", Collections.nCopies(rows, row));
    }

    /** Binds one entry and returns the index behind its last parameter. */
    final <E extends RecordedEntry> int bind(PreparedStatement statement, int index, LogLayout<E> layout, E entry)
            throws SQLException {
        int i = index;
        for (LogColumn<E> column : layout.columns()) {
            bind(statement, i++, column, entry);
        }
        return i;
    }

    /**
     * Binds one value of an entry.
     *
     * @param statement the statement
     * @param index the parameter's index
     * @param column the column whose value to take
     * @param entry the entry
     * @param <E> the kind of entry
     * @throws SQLException if the driver refuses it
     */
    public final <E> void bind(PreparedStatement statement, int index, LogColumn<E> column, E entry)
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

    final <E extends RecordedEntry> void insertOneByOne(Connection connection, LogLayout<E> layout, List<E> entries)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(insertOf(layout, 1))) {
            for (E entry : entries) {
                bind(statement, 1, layout, entry);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }
}
