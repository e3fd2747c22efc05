package io.opsmon.log.internal.export;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.jspecify.annotations.Nullable;

/**
 * Workbook writer. Texts are stored as inline strings, which spreadsheets do not evaluate, so they need no apostrophe.
 */
final class XlsxExport<E> implements ExportWriter<E> {

    private static final int ROWS_A_SHEET = 1_000_000;
    private static final int FLUSH_EVERY = 200;
    private static final int MAX_CELL = 32_767;

    private final OutputStream out;
    private final Workbook workbook;
    private final String title;
    private final List<ExportLayout.Column<E>> columns;
    private Worksheet sheet;
    private int sheets;
    private int row;

    XlsxExport(OutputStream out, String title, List<ExportLayout.Column<E>> columns) throws IOException {
        this.out = out;
        this.title = title;
        this.columns = columns;
        this.workbook = new Workbook(out, "opsmon", "1.0");
        this.sheet = newSheet();
    }

    private Worksheet newSheet() {
        sheets++;
        Worksheet next = workbook.newWorksheet(sheets == 1 ? title : title + " " + sheets);
        next.freezePane(0, 1);
        for (int i = 0; i < columns.size(); i++) {
            next.inlineString(0, i, columns.get(i).header());
            next.style(0, i).bold().set();
            next.width(i, columns.get(i).isWide() ? 60 : 20);
        }
        row = 1;
        return next;
    }

    @Override
    public void write(E entry) throws IOException {
        if (row > ROWS_A_SHEET) {
            sheet.finish();
            sheet = newSheet();
        }
        for (int i = 0; i < columns.size(); i++) {
            @Nullable Object value = columns.get(i).cell().apply(entry);
            if (value instanceof Number number) {
                sheet.value(row, i, number);
            } else if (value != null) {
                sheet.inlineString(row, i, cell(value.toString()));
            }
        }
        row++;
        if (row % FLUSH_EVERY == 0) {
            sheet.flush();
        }
    }

    /** Cuts a text to the maximum cell length and replaces characters that XML does not allow. */
    private static String cell(String text) {
        String kept = text.length() <= MAX_CELL ? text : text.substring(0, MAX_CELL - 1) + "…";
        for (int i = 0; i < kept.length(); i++) {
            if (isNoXml(kept.charAt(i))) {
                return kept.chars()
                        .map(c -> isNoXml((char) c) ? '\uFFFD' : c)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
            }
        }
        return kept;
    }

    private static boolean isNoXml(char c) {
        return (c < ' ' && c != '\t' && c != '\n' && c != '\r') || c == '\uFFFE' || c == '\uFFFF';
    }

    @Override
    public void close() throws IOException {
        try (out) {
            sheet.finish();
            workbook.finish();
        }
    }
}
