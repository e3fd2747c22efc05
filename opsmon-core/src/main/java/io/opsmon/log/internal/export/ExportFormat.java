package io.opsmon.log.internal.export;

import io.opsmon.internal.library.OptionalLibrary;
import io.opsmon.log.definition.LogDefinition;
import io.opsmon.recording.RecordedEntry;
import java.io.IOException;
import java.io.OutputStream;

/**
 * File format of exports.
 *
 * @since 0.1
 */
public enum ExportFormat {

    /** Comma-separated values (RFC 4180) in UTF-8, safe to open in a spreadsheet. */
    CSV("text/csv;charset=UTF-8", "csv") {
        @Override
        public <E> ExportWriter<E> writer(OutputStream out, ExportLayout<E> layout, boolean byteOrderMark) {
            return new CsvExport<>(out, layout.columns(), byteOrderMark);
        }
    },

    /** Excel workbook with at most one million rows per sheet. Requires fastexcel. */
    XLSX("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx") {
        @Override
        public <E> ExportWriter<E> writer(OutputStream out, ExportLayout<E> layout, boolean byteOrderMark)
                throws IOException {
            return new XlsxExport<>(out, layout.title(), layout.columns());
        }

        @Override
        public boolean isAvailable() {
            return OptionalLibrary.FASTEXCEL.isPresent();
        }
    },

    /** One JSON object per line with all values of an entry; the input format of the offline verification. */
    NDJSON("application/x-ndjson", "ndjson") {
        @Override
        public <E> ExportWriter<E> writer(OutputStream out, ExportLayout<E> layout, boolean byteOrderMark) {
            return new NdjsonExport<>(out, layout.line());
        }
    };

    private final String contentType;
    private final String extension;

    ExportFormat(String contentType, String extension) {
        this.contentType = contentType;
        this.extension = extension;
    }

    /**
     * Creates a writer for a file.
     *
     * @param out the target; the writer buffers its output
     * @param layout the columns
     * @param byteOrderMark whether a CSV file begins with a byte order mark, so that Excel reads it as UTF-8
     * @param <E> the kind of element
     * @return the writer
     * @throws IOException if the target cannot be written
     */
    public abstract <E> ExportWriter<E> writer(OutputStream out, ExportLayout<E> layout, boolean byteOrderMark)
            throws IOException;

    /**
     * Creates a writer for a file of a log.
     *
     * @param out the target; the writer buffers its output
     * @param definition the log
     * @param byteOrderMark whether a CSV file begins with a byte order mark, so that Excel reads it as UTF-8
     * @param <E> the kind of entry
     * @return the writer
     * @throws IOException if the target cannot be written
     */
    public <E extends RecordedEntry> ExportWriter<E> writer(
            OutputStream out, LogDefinition<E> definition, boolean byteOrderMark) throws IOException {
        return writer(out, ExportLayout.of(definition), byteOrderMark);
    }

    /**
     * Checks whether the library of the format is present.
     *
     * @return true if {@link #writer} can be called
     */
    public boolean isAvailable() {
        return true;
    }

    /**
     * Returns the media type.
     *
     * @return the value for a Content-Type header
     */
    public String contentType() {
        return contentType;
    }

    /**
     * Returns the file extension.
     *
     * @return the extension without a dot
     */
    public String extension() {
        return extension;
    }
}
