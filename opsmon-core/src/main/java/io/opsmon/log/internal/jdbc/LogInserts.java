package io.opsmon.log.internal.jdbc;

import io.opsmon.chain.Hash;
import io.opsmon.jdbc.BulkInsert;
import io.opsmon.jdbc.DatabaseDialect;
import io.opsmon.jdbc.DatabaseFamily;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.springframework.util.ClassUtils;

/** Inserts rows in the quickest way of a database. Stateless. */
final class LogInserts {

    /** Keeps a statement below 65,535 parameters and, with typical payloads, well below {@code max_allowed_packet}. */
    private static final int ROWS = 200;

    private static final int COPY_FROM = 8;
    private static final boolean COPY_PRESENT =
            ClassUtils.isPresent("org.postgresql.PGConnection", LogInserts.class.getClassLoader());

    private LogInserts() {}

    /**
     * Inserts rows. The caller owns the transaction and rolls back to a savepoint after a failure. A known id is a
     * failure.
     */
    static <E> void insert(DatabaseDialect dialect, Connection connection, LogTable<E> table, List<E> rows)
            throws SQLException {
        BulkInsert method = dialect.bulkInsert();
        if (method == BulkInsert.MULTI_ROW) {
            insertManyAtOnce(dialect, connection, table, rows);
        } else if (method == BulkInsert.COPY && rows.size() >= COPY_FROM && isForCopy(connection)) {
            copy(connection, table, rows);
        } else {
            insertOneByOne(dialect, connection, table, rows);
        }
    }

    private static boolean isForCopy(Connection connection) throws SQLException {
        return COPY_PRESENT && connection.isWrapperFor(PGConnection.class);
    }

    private static <E> void copy(Connection connection, LogTable<E> table, List<E> rows) throws SQLException {
        try {
            PostgresCopy.insert(connection, table, rows);
        } catch (IOException failure) {
            throw new SQLException("Writing the COPY stream failed", "08006", failure);
        }
    }

    private static <E> void insertOneByOne(
            DatabaseDialect dialect, Connection connection, LogTable<E> table, List<E> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(insertOf(table, 1))) {
            for (E row : rows) {
                bind(dialect, statement, 1, table, row);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static <E> void insertManyAtOnce(
            DatabaseDialect dialect, Connection connection, LogTable<E> table, List<E> rows) throws SQLException {
        int from = 0;
        if (rows.size() >= ROWS) {
            try (PreparedStatement statement = connection.prepareStatement(insertOf(table, ROWS))) {
                for (; from + ROWS <= rows.size(); from += ROWS) {
                    insertChunk(dialect, statement, table, rows.subList(from, from + ROWS));
                }
            }
        }
        List<E> rest = rows.subList(from, rows.size());
        if (!rest.isEmpty()) {
            try (PreparedStatement statement = connection.prepareStatement(insertOf(table, rest.size()))) {
                insertChunk(dialect, statement, table, rest);
            }
        }
    }

    private static <E> void insertChunk(
            DatabaseDialect dialect, PreparedStatement statement, LogTable<E> table, List<E> chunk)
            throws SQLException {
        int index = 1;
        for (E entry : chunk) {
            index = bind(dialect, statement, index, table, entry);
        }
        statement.executeUpdate();
    }

    private static String insertOf(LogTable<?> table, int rows) {
        String row = "(" + String.join(", ", Collections.nCopies(table.columns().size(), "?")) + ")";
        return "INSERT INTO " + table.name() + " (" + table.names() + ") VALUES "
                + String.join(", ", Collections.nCopies(rows, row));
    }

    /** Binds one entry and returns the index after its last parameter. */
    private static <E> int bind(
            DatabaseDialect dialect, PreparedStatement statement, int index, LogTable<E> table, E entry)
            throws SQLException {
        int i = index;
        for (TableColumn<E> column : table.columns()) {
            bind(dialect, statement, i++, column, entry);
        }
        return i;
    }

    /** Binds one value of an entry. */
    static <E> void bind(
            DatabaseDialect dialect, PreparedStatement statement, int index, TableColumn<E> column, E entry)
            throws SQLException {
        @Nullable Object value = column.of(entry);
        if (value == null) {
            statement.setNull(index, column.nullType());
        } else if (value instanceof UUID id) {
            statement.setObject(index, dialect.toSql(id));
        } else if (value instanceof Instant instant) {
            statement.setObject(index, dialect.toSql(instant));
        } else if (value instanceof Hash hash) {
            statement.setBytes(index, hash.bytes());
        } else if (value instanceof String text) {
            if (column.nullType() == Types.OTHER && dialect.family() == DatabaseFamily.POSTGRESQL) {
                // PostgreSQL converts a parameter without a type to JSON.
                statement.setObject(index, text, Types.OTHER);
            } else {
                statement.setString(index, text);
            }
        } else {
            statement.setObject(index, value);
        }
    }
}
