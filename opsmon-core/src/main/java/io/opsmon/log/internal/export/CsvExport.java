package io.opsmon.log.internal.export;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * CSV writer (RFC 4180). Every text that a spreadsheet could evaluate as a formula gets a leading apostrophe (OWASP,
 * "CSV Injection"). Formulas start with {@code = + - @} or their full-width forms, at the beginning of a text or after
 * blanks and quotes. Readers with other separators start a new cell after {@code ;}, {@code |}, a tab or a line break,
 * so formulas after them get an apostrophe too.
 */
final class CsvExport<E> implements ExportWriter<E> {

    private static final int FLUSH_AT = 32 * 1024;

    /** Start of a text, or a character that another reader may treat as a separator, before a formula. */
    private static final Pattern FORMULA =
            Pattern.compile("([;|\\t\\r\\n](?=B)|^(?=B|[\\t\\r\\n]))".replace("B", "[\\s\"'\\p{Z}]{0,64}[-=+@＝＋－＠]"));

    private final OutputStream out;
    private final StringBuilder rows = new StringBuilder(FLUSH_AT + 16 * 1024);
    private final List<ExportLayout.Column<E>> columns;

    CsvExport(OutputStream out, List<ExportLayout.Column<E>> columns, boolean byteOrderMark) {
        this.out = out;
        this.columns = columns;
        if (byteOrderMark) {
            rows.append('\uFEFF');
        }
        for (int i = 0; i < columns.size(); i++) {
            rows.append(i == 0 ? "" : ",").append(columns.get(i).header());
        }
        rows.append("\r\n");
    }

    @Override
    public void write(E entry) throws IOException {
        for (int i = 0; i < columns.size(); i++) {
            if (i > 0) {
                rows.append(',');
            }
            cell(columns.get(i).cell().apply(entry));
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
            // Numbers, times, ids and constants are never formulas and need no quotes.
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
     * Inserts an apostrophe before every possible formula; spreadsheets show such a cell as text. Readers with other
     * separators split a text into several cells.
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
        // A reader may trim leading and trailing blanks.
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
