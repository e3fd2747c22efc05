package io.opsmon.datachange.internal.hibernate;

import io.opsmon.datachange.internal.CaptureSettings;
import io.opsmon.datachange.internal.CapturedTable;
import io.opsmon.datachange.internal.RowColumn;
import io.opsmon.datachange.internal.RowDialect;
import io.opsmon.datachange.internal.RowFormat;
import io.opsmon.datachange.internal.jdbc.ChangeWriter;
import io.opsmon.datachange.internal.jdbc.RowDialects;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The recorded tables of a database, as of the last comparison with its catalog. Thread-safe. */
final class RecordedTables {

    private final CaptureSettings settings;
    private final RowDialect dialect;
    private final ChangeWriter writer;
    private final List<RecordedTable> tables;
    private final Map<String, Optional<RecordedTable>> known = new ConcurrentHashMap<>();

    private RecordedTables(
            CaptureSettings settings, RowDialect dialect, ChangeWriter writer, List<RecordedTable> tables) {
        this.settings = settings;
        this.dialect = dialect;
        this.writer = writer;
        this.tables = List.copyOf(tables);
    }

    static RecordedTables read(Connection connection, CaptureSettings settings, List<CapturedTable> captured)
            throws SQLException {
        RowDialect dialect = RowDialects.of(connection);
        List<RecordedTable> tables = new ArrayList<>();
        for (CapturedTable table : captured) {
            List<RowColumn> columns = dialect.columns(connection, table);
            RowFormat format = new RowFormat(
                    columns.stream().map(RowColumn::name).toList(),
                    table.key(),
                    table.leftOut(),
                    table.masked(),
                    settings.maxValueLength());
            String name = dialect.quoted(table.schema()) + "." + dialect.quoted(table.table());
            tables.add(new RecordedTable(table, name, columns, format));
        }
        return new RecordedTables(settings, dialect, ChangeWriter.of(connection), tables);
    }

    CaptureSettings settings() {
        return settings;
    }

    RowDialect dialect() {
        return dialect;
    }

    ChangeWriter writer() {
        return writer;
    }

    /** Returns whether the tables and their settings are the same. */
    boolean isSame(RecordedTables other) {
        return settings.equals(other.settings) && tables.equals(other.tables);
    }

    /**
     * Returns the table of a name in a mapping, such as {@code shop.orders}. Empty if the table is not recorded.
     *
     * @param schema the current schema of the persistence unit, for names without schema; null if unknown
     */
    Optional<RecordedTable> find(@Nullable String schema, String expression) {
        return known.computeIfAbsent(schema + ":" + expression, key -> Optional.ofNullable(search(schema, expression)));
    }

    private @Nullable RecordedTable search(@Nullable String schema, String expression) {
        List<String> parts = parts(expression);
        String table = parts.get(parts.size() - 1);
        @Nullable String in = parts.size() == 1 ? schema : parts.get(parts.size() - 2);
        @Nullable RecordedTable found = null;
        for (RecordedTable each : tables) {
            CapturedTable name = each.captured();
            if (name.table().equalsIgnoreCase(table)
                    && (in == null || name.schema().equalsIgnoreCase(in))) {
                if (found == null || name.table().equals(table)) {
                    found = each;
                }
            }
        }
        return found;
    }

    /** Splits a name at dots outside of quotation marks. */
    private static List<String> parts(String expression) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        boolean isQuoted = false;
        for (int i = 0; i < expression.length(); i++) {
            char c = expression.charAt(i);
            if (c == '"' || c == '`') {
                isQuoted = !isQuoted;
            } else if (c == '.' && !isQuoted) {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        parts.add(part.toString());
        return parts;
    }
}
