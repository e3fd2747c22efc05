package io.opsmon.operationlog.jdbc;

import io.opsmon.jdbc.SqlValues;
import io.opsmon.operationlog.OperationLogEntry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;

/**
 * MariaDB and MySQL: multi-row inserts, which need no setting of the driver.
 */
final class MySqlDialect extends Dialect {

    /** Keeps a statement under 65,535 parameters and, with ordinary payloads, well under {@code max_allowed_packet}. */
    private static final int ROWS = 200;

    private static final String FULL_CHUNK = insertOf(ROWS);
    private static final String SINGLE = insertOf(1);

    private static String insertOf(int rows) {
        return INSERT + String.join(", ", Collections.nCopies(rows, placeholders()));
    }

    private final boolean streamsByMinimum;

    MySqlDialect(boolean streamsByMinimum) {
        super(SqlValues.MYSQL);
        this.streamsByMinimum = streamsByMinimum;
    }

    @Override
    void insert(Connection connection, List<OperationLogEntry> entries) throws SQLException {
        int from = 0;
        if (entries.size() >= ROWS) {
            try (PreparedStatement statement = connection.prepareStatement(FULL_CHUNK)) {
                for (; from + ROWS <= entries.size(); from += ROWS) {
                    insertChunk(statement, entries.subList(from, from + ROWS));
                }
            }
        }
        List<OperationLogEntry> rest = entries.subList(from, entries.size());
        if (!rest.isEmpty()) {
            String sql = rest.size() == 1 ? SINGLE : insertOf(rest.size());
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                insertChunk(statement, rest);
            }
        }
    }

    /** MySQL's driver streams for this value only, which MariaDB's refuses. */
    @Override
    int streamingFetchSize(int rows) {
        return streamsByMinimum ? Integer.MIN_VALUE : rows;
    }

    @Override
    String epochSeconds(String column) {
        return "TIMESTAMPDIFF(SECOND, '1970-01-01', " + column + ")";
    }

    private void insertChunk(PreparedStatement statement, List<OperationLogEntry> chunk) throws SQLException {
        int index = 1;
        for (OperationLogEntry entry : chunk) {
            index = bind(statement, index, entry);
        }
        statement.executeUpdate();
    }
}
