package io.opsmon.operationlog.export;

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
        public ExportWriter writer(OutputStream out, boolean byteOrderMark) throws IOException {
            return new CsvExport(out, byteOrderMark);
        }
    },

    /** An Excel workbook; a new sheet after a million rows. Needs fastexcel. */
    XLSX("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx") {
        @Override
        public ExportWriter writer(OutputStream out, boolean byteOrderMark) throws IOException {
            return new XlsxExport(out);
        }
    },

    /** One JSON object a line, with everything an entry has; what verification without the application reads. */
    NDJSON("application/x-ndjson", "ndjson") {
        @Override
        public ExportWriter writer(OutputStream out, boolean byteOrderMark) {
            return new NdjsonExport(out);
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
     * @param byteOrderMark whether a CSV file begins with one, so that Excel reads it as UTF-8
     * @return the writer
     * @throws IOException if nothing can be written
     */
    public abstract ExportWriter writer(OutputStream out, boolean byteOrderMark) throws IOException;

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
