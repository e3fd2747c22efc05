package io.opsmon.operationlog.export;

import io.opsmon.operationlog.OperationLogEntry;
import java.io.Closeable;
import java.io.IOException;

/**
 * Writes entries to a file one after the other, in constant memory. Not thread-safe. A file is whole only once it was closed without an exception.
 *
 * @since 0.1
 */
public interface ExportWriter extends Closeable {

    /**
     * Writes an entry.
     *
     * @param entry the entry
     * @throws IOException if the file takes no more
     */
    void write(OperationLogEntry entry) throws IOException;

    /**
     * Ends the file; closes what is underneath.
     *
     * @throws IOException if the file takes no more
     */
    @Override
    void close() throws IOException;
}
