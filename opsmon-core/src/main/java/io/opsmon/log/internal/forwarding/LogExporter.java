package io.opsmon.log.internal.forwarding;

import java.util.List;

/**
 * Sends the entries of a log to another system. A batch is repeated if it fails, or if the process ends before the
 * success is stored. A {@link Forwarding} makes one call at a time.
 *
 * @param <E> the kind of entry
 * @since 0.1
 */
public interface LogExporter<E> extends AutoCloseable {

    /**
     * Returns the name of the exporter and of its position in the database. A new name begins at the oldest entry.
     *
     * @return at most 40 characters, unique for the log and stable
     */
    String name();

    /**
     * Sends a batch, and returns after the target has stored it durably.
     *
     * @param batch entries of one integrity chain, in order; never empty
     * @throws Exception if the target has not stored all entries; the whole batch is repeated after a pause
     */
    void export(List<E> batch) throws Exception;

    /** Closes connections. Another call of {@link #export} reconnects. */
    @Override
    default void close() {}
}
