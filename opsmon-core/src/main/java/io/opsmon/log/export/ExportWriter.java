package io.opsmon.log.export;

import java.io.Closeable;
import java.io.IOException;

/**
 * Writes entries to a file one after the other, in constant memory. Not thread-safe. A file is whole only once it was
 * closed without an exception.
 *
 * @param <E> the kind of entry
 * @since 0.1
 */
public interface ExportWriter<E> extends Closeable {

    /**
     * Writes an entry.
     *
     * @param entry the entry
     * @throws IOException if the file takes no more
     */
    void write(E entry) throws IOException;

    /**
     * Ends the file; closes what is underneath.
     *
     * @throws IOException if the file takes no more
     */
    @Override
    void close() throws IOException;
}
