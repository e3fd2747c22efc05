package io.opsmon.backup.internal.mariadb;

import io.opsmon.backup.RestoreScope;
import io.opsmon.backup.internal.jdbc.ScriptWriter;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes the rows of a table as {@code INSERT} statements. The server converts values to text, so that the driver
 * cannot change dates, years and numbers.
 */
final class MariaDbRows {

    private static final int STATEMENT = 1 << 19;
    private static final int ROWS = 1_000;

    /** The ways to read and write a column. Generated columns are omitted. */
    private enum ValueFormat {
        NUMBER("CAST(%s AS CHAR)"),
        BITS("CAST(%s + 0 AS CHAR)"),
        /** Read as a double, because the text of a float has only six digits. */
        FLOAT("CAST(CAST(%s AS DOUBLE) AS CHAR)"),
        TEXT("%s"),
        AS_TEXT("CAST(%s AS CHAR)"),
        BYTES("%s"),
        AS_BYTES("HEX(%s)");

        private final String expression;

        ValueFormat(String expression) {
            this.expression = expression;
        }

        static @Nullable ValueFormat of(String type) {
            return switch (type.toLowerCase(Locale.ROOT)) {
                case "tinyint", "smallint", "mediumint", "int", "bigint", "decimal", "double", "year" -> NUMBER;
                case "float" -> FLOAT;
                case "char", "varchar", "tinytext", "text", "mediumtext", "longtext", "json", "enum", "set" -> TEXT;
                case "date", "time", "datetime", "timestamp", "uuid", "inet4", "inet6" -> AS_TEXT;
                case "binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob" -> BYTES;
                case "bit" -> BITS;
                case "geometry",
                        "point",
                        "linestring",
                        "polygon",
                        "multipoint",
                        "multilinestring",
                        "multipolygon",
                        "geometrycollection",
                        "geomcollection" -> AS_BYTES;
                default -> null;
            };
        }
    }

    /** A column with the way to read and write its values. */
    private record Column(String name, ValueFormat kind) {}

    private final Statement statement;
    private final MariaDbTable table;
    private final String insert;
    private final boolean isOwn;

    MariaDbRows(Statement statement, MariaDbTable table) {
        this.statement = statement;
        this.table = table;
        this.insert = table.written().stream()
                .map(MariaDbTable.Column::quoted)
                .collect(Collectors.joining(
                        ", ", "INSERT INTO " + MariaDbContents.quoted(table.name()) + " (", ") VALUES\n"));
        this.isOwn = table.name().toLowerCase(Locale.ROOT).startsWith(RestoreScope.OWN_TABLES);
    }

    void write(ScriptWriter script) throws SQLException, IOException {
        List<Column> columns = columns();
        String query = table.query(columns.stream()
                .map(column ->
                        String.format(Locale.ROOT, column.kind().expression, MariaDbContents.quoted(column.name()))));
        MariaDbContents.stream(statement, ROWS);
        StringBuilder values = new StringBuilder(STATEMENT);
        LargeValues large = new LargeValues(each -> script.statement(each, isOwn));
        try (ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                values.append(values.isEmpty() ? insert : ",\n");
                append(rows, columns, values, large);
                if (values.length() > STATEMENT || large.isUsed()) {
                    script.statement(values.toString(), isOwn);
                    values.setLength(0);
                    large.clear();
                }
            }
        } finally {
            MariaDbContents.stream(statement, 0);
        }
        if (!values.isEmpty()) {
            script.statement(values.toString(), isOwn);
        }
    }

    /** Returns the columns whose types this class does not support. */
    static List<String> unsupported(MariaDbTable table) {
        return table.written().stream()
                .filter(column -> ValueFormat.of(column.type()) == null)
                .map(column -> "the type " + column.type() + " of the column " + table.name() + "." + column.name())
                .toList();
    }

    private List<Column> columns() throws SQLException {
        List<Column> columns = new ArrayList<>();
        for (MariaDbTable.Column column : table.written()) {
            ValueFormat kind = ValueFormat.of(column.type());
            if (kind == null) {
                throw new SQLException("Unsupported: " + unsupported(table).get(0));
            }
            columns.add(new Column(column.name(), kind));
        }
        return columns;
    }

    private static void append(ResultSet row, List<Column> columns, StringBuilder values, LargeValues large)
            throws SQLException, IOException {
        values.append('(');
        for (int k = 0; k < columns.size(); k++) {
            values.append(k == 0 ? "" : ",");
            ValueFormat kind = columns.get(k).kind();
            if (kind == ValueFormat.BYTES) {
                byte @Nullable [] bytes = row.getBytes(k + 1);
                values.append(bytes == null ? "NULL" : binary(bytes, large));
                continue;
            }
            @Nullable String text = row.getString(k + 1);
            if (text == null) {
                values.append("NULL");
            } else {
                switch (kind) {
                    case NUMBER, BITS, FLOAT -> values.append(text);
                    case AS_BYTES -> values.append(binary(HexFormat.of().parseHex(text), large));
                    default -> append(text, values, large);
                }
            }
        }
        values.append(')');
    }

    private static String binary(byte[] bytes, LargeValues large) throws IOException {
        return bytes.length > LargeValues.PART / 2
                ? large.bytes(bytes)
                : "X'" + HexFormat.of().formatHex(bytes) + "'";
    }

    private static void append(String text, StringBuilder values, LargeValues large) throws IOException {
        if (text.length() > LargeValues.PART / 2) {
            values.append(large.text(text));
        } else {
            append(text, values);
        }
    }

    static String literal(String text) {
        StringBuilder literal = new StringBuilder(text.length() + 2);
        append(text, literal);
        return literal.toString();
    }

    /** Appends a text, escaped as {@code mysql_real_escape_string} does. */
    private static void append(String text, StringBuilder sql) {
        sql.append('\'');
        for (int k = 0; k < text.length(); k++) {
            char c = text.charAt(k);
            switch (c) {
                case '\'' -> sql.append("\\'");
                case '\\' -> sql.append("\\\\");
                case '\0' -> sql.append("\\0");
                case '\n' -> sql.append("\\n");
                case '\r' -> sql.append("\\r");
                case '\032' -> sql.append("\\Z");
                default -> sql.append(c);
            }
        }
        sql.append('\'');
    }
}
