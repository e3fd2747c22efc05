package io.opsmon.log.export;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * RFC 4180. An apostrophe stands before whatever a spreadsheet would take for a formula (OWASP, "CSV Injection"):
 * {@code = + - @} and their full-width forms at the beginning of a text, also behind blanks and quotes, and behind
 * {@code ;}, {@code |}, a tab or a line break in it, which readers with another separator take for a new cell.
 */
final class CsvExport<E> implements ExportWriter<E> {

    private static final int FLUSH_AT = 32 * 1024;

    /** The beginning of a text, or a character in it that another reader may take for a separator, before a formula. */
    private static final Pattern FORMULA =
            Pattern.compile("([;|\\t\\r\\n](?=B)|^(?=B|[\\t\\r\\n]))".replace("B", "[\\s\"'\\p{Z}]{0,64}[-=+@＝＋－＠]"));

    private final OutputStream out;
    private final StringBuilder rows = new StringBuilder(FLUSH_AT + 16 * 1024);
    private final List<ExportColumn<E>> columns;

    CsvExport(OutputStream out, List<ExportColumn<E>> columns, boolean byteOrderMark) {
        this.out = out;
        this.columns = columns;
        if (byteOrderMark) {
            rows.append('\uFEFF');
        }
        for (int i = 0; i < columns.size(); i++) {
            rows.append(i == 0 ? "" : ",").append(columns.get(i).name());
        }
        rows.append("\r\n");
    }

    @Override
    public void write(E entry) throws IOException {
        for (int i = 0; i < columns.size(); i++) {
            if (i > 0) {
                rows.append(',');
            }
            cell(columns.get(i).value().apply(entry));
        }
        rows.append("\r\n");
        if (rows.length() >= FLUSH_AT) {
            flush();
        }
    }

    private void cell(@Nullable Object value) {
        if (value == null) {
            return;
        }
        if (!(value instanceof CharSequence)) {
            // Numbers, times, ids and constants are never formulae and need no quotes.
            rows.append(value);
            return;
        }
        String text = harmless(value.toString());
        if (isPlain(text)) {
            rows.append(text);
            return;
        }
        rows.append('"');
        int from = 0;
        int quote;
        while ((quote = text.indexOf('"', from)) >= 0) {
            rows.append(text, from, quote + 1).append('"');
            from = quote + 1;
        }
        rows.append(text, from, text.length()).append('"');
    }

    /**
     * Spreadsheets show a cell behind an apostrophe as text. A reader with another separator makes cells out of parts
     * of a text.
     */
    private static String harmless(String text) {
        return FORMULA.matcher(text).replaceAll("$1'");
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ',' || c == '"' || c == '\n' || c == '\r' || c == ';' || c == '\t' || c == '\'') {
                return false;
            }
        }
        // Blanks at an end may be taken off by a reader.
        return text.isEmpty() || (text.charAt(0) != ' ' && text.charAt(text.length() - 1) != ' ');
    }

    private void flush() throws IOException {
        out.write(rows.toString().getBytes(StandardCharsets.UTF_8));
        rows.setLength(0);
    }

    @Override
    public void close() throws IOException {
        try (out) {
            flush();
        }
    }
}
