package io.opsmon.log.internal.export;

import java.io.Closeable;
import java.io.IOException;

/**
 * Writes entries to a file one after the other, in constant memory. The file is complete only after {@link #close} has
 * returned without an exception. Not thread-safe.
 *
 * @param <E> the kind of entry
 * @since 0.1
 */
public interface ExportWriter<E> extends Closeable {

    /**
     * Writes an entry.
     *
     * @param entry the entry
     * @throws IOException if the file cannot be written
     */
    void write(E entry) throws IOException;

    /**
     * Completes the file and closes the underlying stream.
     *
     * @throws IOException if the file cannot be written
     */
    @Override
    void close() throws IOException;
}
