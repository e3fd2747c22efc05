package io.opsmon.operationlog.jdbc;

import io.opsmon.operationlog.OperationLogEntry;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * MariaDB and MySQL: multi-row inserts, which need no setting of the driver. Not {@code INSERT IGNORE}, which would turn every refusal
 * into a silent truncation. Ids are {@code BINARY(16)}, which sorts as UUIDv7 should; times are {@code DATETIME(6)} in UTC.
 */
final class MySqlDialect extends Dialect {

    /** Keeps a statement under 65,535 parameters and, with ordinary payloads, well under {@code max_allowed_packet}. */
    private static final int ROWS = 200;

    private static final String FULL_CHUNK = insertOf(ROWS);
    private static final String SINGLE = insertOf(1);

    private static String insertOf(int rows) {
        return "INSERT INTO " + Column.TABLE + " (" + Column.NAMES + ") VALUES "
                + String.join(", ", Collections.nCopies(rows, placeholders())) + " ON DUPLICATE KEY UPDATE id = id";
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

    private void insertChunk(PreparedStatement statement, List<OperationLogEntry> chunk) throws SQLException {
        int index = 1;
        for (OperationLogEntry entry : chunk) {
            index = bind(statement, index, entry);
        }
        statement.executeUpdate();
    }

    @Override
    Object toSql(UUID id) {
        return ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    @Override
    Object toSql(Instant instant) {
        return LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
    }

    @Override
    @Nullable
    UUID uuid(ResultSet row, String column) throws SQLException {
        byte @Nullable [] value = row.getBytes(column);
        if (value == null) {
            return null;
        }
        ByteBuffer bytes = ByteBuffer.wrap(value);
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    @Override
    Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, LocalDateTime.class).toInstant(ZoneOffset.UTC);
    }
}
