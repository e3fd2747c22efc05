package io.opsmon.log.export;

import io.opsmon.recording.RecordedEntry;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A format of exports.
 *
 * @since 0.1
 */
public enum ExportFormat {

    /** Comma-separated values (RFC 4180) in UTF-8, safe to open in a spreadsheet. */
    CSV("text/csv;charset=UTF-8", "csv") {
        @Override
        public <E extends RecordedEntry> ExportWriter<E> writer(
                OutputStream out, ExportTable<E> table, boolean byteOrderMark) {
            return new CsvExport<>(out, table.columns(), byteOrderMark);
        }
    },

    /** An Excel workbook; a new sheet after a million rows. Needs fastexcel. */
    XLSX("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx") {
        @Override
        public <E extends RecordedEntry> ExportWriter<E> writer(
                OutputStream out, ExportTable<E> table, boolean byteOrderMark) throws IOException {
            return new XlsxExport<>(out, table.title(), table.columns());
        }
    },

    /** One JSON object a line, with everything an entry has; what verification without the application reads. */
    NDJSON("application/x-ndjson", "ndjson") {
        @Override
        public <E extends RecordedEntry> ExportWriter<E> writer(
                OutputStream out, ExportTable<E> table, boolean byteOrderMark) {
            return new NdjsonExport<>(out, table.kind().codec());
        }
    };

    private final String contentType;
    private final String extension;

    ExportFormat(String contentType, String extension) {
        this.contentType = contentType;
        this.extension = extension;
    }

    /**
     * Begins a file.
     *
     * @param out takes its bytes; buffered here
     * @param table the log and its columns
     * @param byteOrderMark whether a CSV file begins with one, so that Excel reads it as UTF-8
     * @param <E> the kind of entry
     * @return the writer
     * @throws IOException if nothing can be written
     */
    public abstract <E extends RecordedEntry> ExportWriter<E> writer(
            OutputStream out, ExportTable<E> table, boolean byteOrderMark) throws IOException;

    /**
     * The media type.
     *
     * @return for a Content-Type header
     */
    public String contentType() {
        return contentType;
    }

    /**
     * The end of a file's name.
     *
     * @return without dot
     */
    public String extension() {
        return extension;
    }
}
