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
    private enum Kind {
        NUMBER("CAST(%s AS CHAR)"),
        BITS("CAST(%s + 0 AS CHAR)"),
        /** Read as a double, because the text of a float has only six digits. */
        FLOAT("CAST(CAST(%s AS DOUBLE) AS CHAR)"),
        TEXT("%s"),
        AS_TEXT("CAST(%s AS CHAR)"),
        BYTES("%s"),
        AS_BYTES("HEX(%s)");

        private final String expression;

        Kind(String expression) {
            this.expression = expression;
        }

        static @Nullable Kind of(String type) {
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

    private record Column(String name, Kind kind) {}

    private final Statement statement;
    private final String table;

    MariaDbRows(Statement statement, String table) {
        this.statement = statement;
        this.table = table;
    }

    void write(ScriptWriter script) throws SQLException, IOException {
        List<Column> columns = columns();
        boolean isOwn = table.toLowerCase(Locale.ROOT).startsWith(RestoreScope.OWN_TABLES);
        String insert = columns.stream()
                .map(column -> MariaDbContents.quoted(column.name()))
                .collect(Collectors.joining(", ", "INSERT INTO " + MariaDbContents.quoted(table) + " (", ") VALUES\n"));
        String query = columns.stream()
                .map(column ->
                        String.format(Locale.ROOT, column.kind().expression, MariaDbContents.quoted(column.name())))
                .collect(Collectors.joining(", ", "SELECT ", " FROM " + MariaDbContents.quoted(table)));
        MariaDbContents.stream(statement, ROWS);
        StringBuilder values = new StringBuilder(STATEMENT);
        try (ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                values.append(values.isEmpty() ? insert : ",\n");
                append(rows, columns, values);
                if (values.length() > STATEMENT) {
                    script.statement(values.toString(), isOwn);
                    values.setLength(0);
                }
            }
        } finally {
            MariaDbContents.stream(statement, 0);
        }
        if (!values.isEmpty()) {
            script.statement(values.toString(), isOwn);
        }
    }

    private List<Column> columns() throws SQLException {
        List<Column> columns = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(
                "SELECT COLUMN_NAME, DATA_TYPE FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE() AND"
                        + " TABLE_NAME = "
                        + literal(table) + " AND " + MariaDbContents.STORED + " ORDER BY ORDINAL_POSITION")) {
            while (rows.next()) {
                Kind kind = Kind.of(rows.getString(2));
                if (kind == null) {
                    throw new SQLException("The database has objects that only the programs of the server support:"
                            + " the type "
                            + rows.getString(2) + " of the column " + table + "." + rows.getString(1)
                            + ". Install these programs.");
                }
                columns.add(new Column(rows.getString(1), kind));
            }
        }
        return columns;
    }

    private static void append(ResultSet row, List<Column> columns, StringBuilder values) throws SQLException {
        for (int k = 0; k < columns.size(); k++) {
            values.append(k == 0 ? '(' : ',');
            Kind kind = columns.get(k).kind();
            if (kind == Kind.BYTES) {
                byte @Nullable [] bytes = row.getBytes(k + 1);
                values.append(bytes == null ? "NULL" : "X'" + HexFormat.of().formatHex(bytes) + "'");
                continue;
            }
            @Nullable String text = row.getString(k + 1);
            if (text == null) {
                values.append("NULL");
            } else {
                switch (kind) {
                    case NUMBER, BITS, FLOAT -> values.append(text);
                    case AS_BYTES -> values.append("X'").append(text).append('\'');
                    default -> append(text, values);
                }
            }
        }
        values.append(')');
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
