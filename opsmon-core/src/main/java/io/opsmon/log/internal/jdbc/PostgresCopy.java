package io.opsmon.log.internal.jdbc;

import io.opsmon.chain.Hash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Writes entries as {@code COPY ... FROM STDIN} in the text format (PostgreSQL documentation, COPY, "Text Format"):
 * columns separated by tabs, {@code \N} for null, backslash escapes.
 */
final class PostgresCopy {

    private static final int FLUSH_AT = 64 * 1024;

    private PostgresCopy() {}

    static <E> void insert(Connection connection, LogTable<E> table, List<E> entries) throws SQLException, IOException {
        CopyIn copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("COPY " + table.name() + " (" + table.names() + ") FROM STDIN");
        try {
            StringBuilder rows = new StringBuilder(FLUSH_AT + 8 * 1024);
            for (E entry : entries) {
                appendRow(rows, table.columns(), entry);
                if (rows.length() >= FLUSH_AT) {
                    flush(copy, rows);
                }
            }
            flush(copy, rows);
            copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    private static void flush(CopyIn copy, StringBuilder rows) throws SQLException {
        byte[] bytes = rows.toString().getBytes(StandardCharsets.UTF_8);
        copy.writeToCopy(bytes, 0, bytes.length);
        rows.setLength(0);
    }

    private static <E> void appendRow(StringBuilder rows, List<TableColumn<E>> columns, E entry) {
        for (int i = 0; i < columns.size(); i++) {
            if (i > 0) {
                rows.append('\t');
            }
            @Nullable Object value = columns.get(i).of(entry);
            if (value == null) {
                rows.append("\\N");
            } else if (value instanceof String text) {
                appendEscaped(rows, text);
            } else if (value instanceof Hash hash) {
                rows.append("\\\\x");
                hash.appendTo(rows);
            } else {
                rows.append(value);
            }
        }
        rows.append('\n');
    }

    private static void appendEscaped(StringBuilder rows, String text) {
        int plainFrom = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > '\r' && c != '\\') {
                continue;
            }
            char escape = switch (c) {
                case '\\' -> '\\';
                case '\t' -> 't';
                case '\n' -> 'n';
                case '\r' -> 'r';
                default -> 0;
            };
            if (escape != 0) {
                rows.append(text, plainFrom, i).append('\\').append(escape);
                plainFrom = i + 1;
            }
        }
        rows.append(text, plainFrom, text.length());
    }
}
