package io.opsmon.log.internal.jdbc;

import io.opsmon.internal.jdbc.SqlValues;
import io.opsmon.recording.RecordedEntry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/** Dialect of MariaDB and MySQL. Multi-row inserts need no driver setting. */
final class MySqlDialect extends Dialect {

    /** Keeps a statement below 65,535 parameters and, with typical payloads, well below {@code max_allowed_packet}. */
    private static final int ROWS = 200;

    private final boolean streamsByMinimum;

    MySqlDialect(boolean streamsByMinimum) {
        super(SqlValues.MYSQL);
        this.streamsByMinimum = streamsByMinimum;
    }

    @Override
    <E extends RecordedEntry> void insert(Connection connection, LogLayout<E> layout, List<E> entries)
            throws SQLException {
        int from = 0;
        if (entries.size() >= ROWS) {
            try (PreparedStatement statement = connection.prepareStatement(insertOf(layout, ROWS))) {
                for (; from + ROWS <= entries.size(); from += ROWS) {
                    insertChunk(statement, layout, entries.subList(from, from + ROWS));
                }
            }
        }
        List<E> rest = entries.subList(from, entries.size());
        if (!rest.isEmpty()) {
            try (PreparedStatement statement = connection.prepareStatement(insertOf(layout, rest.size()))) {
                insertChunk(statement, layout, rest);
            }
        }
    }

    /** The MySQL driver streams only for this value, which the MariaDB driver rejects. */
    @Override
    int streamingFetchSize(int rows) {
        return streamsByMinimum ? Integer.MIN_VALUE : rows;
    }

    @Override
    public String epochSeconds(String column) {
        return "TIMESTAMPDIFF(SECOND, '1970-01-01', " + column + ")";
    }

    private <E extends RecordedEntry> void insertChunk(PreparedStatement statement, LogLayout<E> layout, List<E> chunk)
            throws SQLException {
        int index = 1;
        for (E entry : chunk) {
            index = bind(statement, index, layout, entry);
        }
        statement.executeUpdate();
    }
}
