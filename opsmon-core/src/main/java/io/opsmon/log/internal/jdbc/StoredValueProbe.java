package io.opsmon.log.internal.jdbc;

import io.opsmon.chain.Hash;
import io.opsmon.jdbc.DatabaseDialect;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Check of a table: does the database return the values that were written? Drivers, connection settings and server
 * settings may drop fractions of seconds, replace characters, or cut texts.
 *
 * <p>Three rows are inserted in the way of entries, read, and rolled back to a savepoint: texts with every kind of
 * character, empty texts, and NULL. Not thread-safe.
 */
final class StoredValueProbe {

    /** Two, three and four bytes in UTF-8, characters with a meaning in SQL, and a trailing space. */
    private static final String TEXT = "\u00e4\u4e2d\uD83D\uDE00'\"\\%\n\t ";

    /** Beyond 65,535 bytes, the limit of MySQL's {@code TEXT}. */
    private static final int LONG_TEXT = 70_000;

    private static final int SHOWN = 40;

    private final Connection connection;
    private final DatabaseDialect dialect;
    private final LogTable<Map<String, @Nullable Object>> table;
    private final List<Column> columns;

    private enum ValueType {
        ID,
        INSTANT,
        HASH,
        LONG,
        INTEGER,
        DOUBLE,
        BOOLEAN,
        TEXT
    }

    private record Column(String name, ValueType kind, int length, boolean isNullable) {

        boolean isLong() {
            return kind == ValueType.TEXT && length >= LONG_TEXT;
        }
    }

    private StoredValueProbe(Connection connection, DatabaseDialect dialect, LogTable<?> table) throws SQLException {
        this.connection = connection;
        this.dialect = dialect;
        this.table = new LogTable<>(table.name(), generic(table));
        this.columns = columns(table);
    }

    private static List<TableColumn<Map<String, @Nullable Object>>> generic(LogTable<?> table) {
        List<TableColumn<Map<String, @Nullable Object>>> generic = new ArrayList<>();
        for (TableColumn<?> column : table.columns()) {
            generic.add(new TableColumn<>(column.name(), column.nullType(), row -> row.get(column.name())));
        }
        return generic;
    }

    /**
     * Checks a table.
     *
     * @param connection a connection within a transaction; the rows of the check are rolled back
     * @param dialect the database
     * @param table the table
     * @return one sentence for each column that does not return its values; empty if all do
     * @throws SQLException if the database refuses the rows
     */
    static List<String> differences(Connection connection, DatabaseDialect dialect, LogTable<?> table)
            throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            return new StoredValueProbe(connection, dialect, table).run();
        } finally {
            connection.rollback(before);
        }
    }

    private List<String> run() throws SQLException {
        Instant now = Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS);
        List<Map<String, @Nullable Object>> rows = List.of(full(now), empty(now), sparse(now));
        LogInserts.insert(dialect, connection, table, rows);
        Map<String, String> differences = new HashMap<>();
        for (Map<String, @Nullable Object> row : rows) {
            compare(row, differences);
        }
        List<String> sentences = new ArrayList<>();
        for (Column column : columns) {
            if (differences.containsKey(column.name())) {
                sentences.add(column.name() + " " + differences.get(column.name()));
            }
        }
        if (dialect.cutsLongTexts(connection)) {
            sentences.add("texts that are longer than their column are cut without an error, because the sql_mode of"
                    + " the connection is not strict");
        }
        return sentences;
    }

    private Map<String, @Nullable Object> full(Instant now) {
        Map<String, @Nullable Object> row = new HashMap<>();
        boolean isLongTextMissing = true;
        for (Column column : columns) {
            String text = "";
            if (column.isLong()) {
                text = isLongTextMissing ? "x".repeat(LONG_TEXT) + TEXT : TEXT;
                isLongTextMissing = false;
            } else if (column.kind() == ValueType.TEXT) {
                text = text(column.length());
            }
            row.put(column.name(), value(column, now.plus(123_457, ChronoUnit.MICROS), text, (byte) 0xff));
        }
        return row;
    }

    /** Returns a text for a column. A wrong character set may need several characters for one. */
    private static String text(int length) {
        return length >= 5 * TEXT.length() ? TEXT : "x ".substring(0, Math.min(2, length));
    }

    private Map<String, @Nullable Object> empty(Instant now) {
        Map<String, @Nullable Object> row = new HashMap<>();
        for (Column column : columns) {
            row.put(column.name(), value(column, now.plus(999_999, ChronoUnit.MICROS), "", (byte) 0));
        }
        return row;
    }

    private Map<String, @Nullable Object> sparse(Instant now) {
        Map<String, @Nullable Object> row = new HashMap<>();
        for (Column column : columns) {
            row.put(column.name(), column.isNullable() ? null : value(column, now, "x", (byte) 0));
        }
        return row;
    }

    private static Object value(Column column, Instant instant, String text, byte last) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return switch (column.kind()) {
            case ID -> UUID.randomUUID();
            case INSTANT -> instant;
            case HASH -> {
                byte[] bytes = new byte[Hash.LENGTH];
                random.nextBytes(bytes);
                bytes[Hash.LENGTH - 1] = last;
                yield Hash.of(bytes);
            }
            // Random, because some numbers are part of a unique key.
            case LONG -> random.nextLong();
            case INTEGER -> random.nextInt();
            case DOUBLE -> -12.345_678;
            case BOOLEAN -> true;
            case TEXT -> text;
        };
    }

    private void compare(Map<String, @Nullable Object> written, Map<String, String> differences) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT " + table.names() + " FROM " + table.name() + " WHERE id = ?")) {
            select.setObject(1, dialect.toSql((UUID) Objects.requireNonNull(written.get("id"))));
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    throw new SQLException("A row of " + table.name() + " is not found by its id after its insert");
                }
                for (int i = 0; i < columns.size(); i++) {
                    Column column = columns.get(i);
                    @Nullable Object expected = written.get(column.name());
                    @Nullable Object found = read(row, i + 1, column.kind());
                    if (!Objects.equals(expected, found)) {
                        differences.putIfAbsent(column.name(), difference(expected, found));
                    }
                }
            }
        }
    }

    private @Nullable Object read(ResultSet row, int index, ValueType kind) throws SQLException {
        if (kind == ValueType.ID) {
            return dialect.uuid(row, index);
        }
        if (kind == ValueType.HASH) {
            byte @Nullable [] bytes = row.getBytes(index);
            return bytes == null ? null : bytes.length == Hash.LENGTH ? Hash.of(bytes) : ByteBuffer.wrap(bytes);
        }
        if (row.getObject(index) == null) {
            return null;
        }
        return switch (kind) {
            case INSTANT -> dialect.instant(row, index);
            case LONG -> row.getLong(index);
            case INTEGER -> row.getInt(index);
            case DOUBLE -> row.getDouble(index);
            case BOOLEAN -> row.getBoolean(index);
            default -> row.getString(index);
        };
    }

    private static String difference(@Nullable Object written, @Nullable Object found) {
        if (written instanceof Instant before && found instanceof Instant after) {
            return ofInstants(before, after);
        }
        if (written instanceof String before && found instanceof String after) {
            return ofTexts(before, after);
        }
        return "returns " + shown(found) + " for " + shown(written);
    }

    private static String ofInstants(Instant written, Instant found) {
        if (found.equals(written.truncatedTo(ChronoUnit.SECONDS))) {
            return "loses fractions of seconds";
        }
        Duration shift = Duration.between(written, found);
        return shift.abs().compareTo(Duration.ofMinutes(1)) < 0
                ? "returns " + found + " for " + written
                : "is shifted by " + shift + ", probably by a time zone setting of the driver";
    }

    private static String ofTexts(String written, String found) {
        if (written.startsWith(found)) {
            return found.length() >= written.stripTrailing().length()
                    ? "loses trailing spaces"
                    : "cuts a text of " + written.length() + " characters to " + found.length();
        }
        if (written.length() < LONG_TEXT && found.length() <= written.length() && found.contains("?")) {
            return "replaces characters, probably because the character set of the connection is not utf8mb4";
        }
        return "returns " + shown(found) + " for " + shown(written);
    }

    private static String shown(@Nullable Object value) {
        String text = String.valueOf(value);
        return "\"" + (text.length() <= SHOWN ? text : "..." + text.substring(text.length() - SHOWN)) + "\"";
    }

    private List<Column> columns(LogTable<?> probed) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                        "SELECT " + probed.names() + " FROM " + probed.name() + " WHERE 1 = 0");
                ResultSet none = select.executeQuery()) {
            ResultSetMetaData metaData = none.getMetaData();
            List<Column> found = new ArrayList<>();
            for (int i = 0; i < probed.columns().size(); i++) {
                TableColumn<?> column = probed.columns().get(i);
                int length = metaData.getPrecision(i + 1);
                found.add(new Column(
                        column.name(),
                        kind(column.nullType(), metaData.getColumnType(i + 1)),
                        length <= 0 ? Integer.MAX_VALUE : length,
                        metaData.isNullable(i + 1) == ResultSetMetaData.columnNullable));
            }
            return found;
        }
    }

    /** Derives the kind from the declared type where it is unambiguous, otherwise from the type in the database. */
    private static ValueType kind(int declared, int actual) {
        return switch (declared) {
            case Types.OTHER -> ValueType.ID;
            case Types.TIMESTAMP_WITH_TIMEZONE -> ValueType.INSTANT;
            case Types.BINARY -> ValueType.HASH;
            default ->
                switch (actual) {
                    case Types.BIGINT -> ValueType.LONG;
                    case Types.INTEGER, Types.SMALLINT, Types.TINYINT -> ValueType.INTEGER;
                    case Types.DOUBLE, Types.FLOAT, Types.REAL, Types.NUMERIC, Types.DECIMAL -> ValueType.DOUBLE;
                    case Types.BOOLEAN, Types.BIT -> ValueType.BOOLEAN;
                    default -> ValueType.TEXT;
                };
        };
    }
}
