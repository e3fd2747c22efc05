package io.opsmon.operationlog.jdbc;

import io.opsmon.chain.Hash;
import io.opsmon.jdbc.SqlValues;
import io.opsmon.operationlog.OperationLogEntry;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** What differs between databases. Stateless. */
abstract class Dialect {

    static final String INSERT = "INSERT INTO " + Column.TABLE + " (" + Column.NAMES + ") VALUES ";

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
        throw new IllegalStateException("opsmon has no operation log tables for " + metaData.getDatabaseProductName()
                + "; it knows H2, PostgreSQL, MariaDB and MySQL. Provide an OperationLogRepository bean of your own, or give opsmon"
                + " a DataSource of its own by the bean name opsmonDataSource.");
    }

    /** How the database keeps UUIDs and instants. */
    final SqlValues values;

    Dialect(SqlValues values) {
        this.values = values;
    }

    /**
     * Inserts the entries in the way that costs this database least. The caller owns the transaction and goes back to a savepoint after a failure; an id that is there already is
     * one.
     */
    abstract void insert(Connection connection, List<OperationLogEntry> entries) throws SQLException;

    /** A condition that is true where the column contains the bound pattern whatever its case; {@code !} escapes. */
    String containsIgnoringCase(String column) {
        return "LOWER(" + column + ") LIKE LOWER(?) ESCAPE '!'";
    }

    /** Whether {@link #containsIgnoringCase} has an index to use. */
    boolean hasTextIndex(JdbcTemplate jdbc) {
        return false;
    }

    /** Seconds since 1970 of a timestamp column. */
    String epochSeconds(String column) {
        return "EXTRACT(EPOCH FROM " + column + ")";
    }

    /** What to set as fetch size so that the driver streams a result instead of reading it whole. */
    int streamingFetchSize(int rows) {
        return rows;
    }

    static String placeholders() {
        return "(" + String.join(", ", Collections.nCopies(Column.ALL.length, "?")) + ")";
    }

    /** Binds one entry and returns the index behind its last parameter. */
    final int bind(PreparedStatement statement, int index, OperationLogEntry entry) throws SQLException {
        int i = index;
        for (Column column : Column.ALL) {
            bind(statement, i++, column, column.of(entry));
        }
        return i;
    }

    final void bind(PreparedStatement statement, int index, Column column, @Nullable Object value) throws SQLException {
        if (value == null) {
            statement.setNull(index, nullType(column));
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

    /** PostgreSQL wants to know what kind of nothing it is. */
    private static int nullType(Column column) {
        return switch (column) {
            case CHAIN_SALT -> Types.OTHER;
            case CHAIN_HASH, PERSONAL_HASH -> Types.BINARY;
            case CHAIN_SEQ -> Types.BIGINT;
            case HTTP_STATUS -> Types.INTEGER;
            default -> Types.VARCHAR;
        };
    }

    final void insertOneByOne(Connection connection, String sql, List<OperationLogEntry> entries) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (OperationLogEntry entry : entries) {
                bind(statement, 1, entry);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }
}
