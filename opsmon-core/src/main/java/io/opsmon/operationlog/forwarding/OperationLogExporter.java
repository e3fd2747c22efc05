package io.opsmon.operationlog.forwarding;

import io.opsmon.operationlog.OperationLogEntry;
import java.util.List;

/**
 * Sends operation logs to another system. Beans of this type receive every chained entry at least once, the entries of
 * each node in the order of storage. A batch is repeated if it fails, or if the process ends before the success is
 * stored. The receiver recognizes duplicates by {@link OperationLogEntry#id}.
 *
 * <p>Each exporter has its own thread and its own position in the database, and runs on one node of a cluster at a
 * time. A slow or unavailable target delays neither the database nor the other exporters.
 *
 * @since 0.1
 */
public interface OperationLogExporter extends AutoCloseable {

    /**
     * Returns the name of the exporter and of its position in the database. A new name begins at the oldest entry.
     *
     * @return at most 40 characters, unique in the application and stable
     */
    String name();

    /**
     * Sends a batch, and returns after the target has stored it durably.
     *
     * @param batch entries of one integrity chain, in order; never empty
     * @throws Exception if the target has not stored all entries; the whole batch is repeated after a pause
     */
    void export(List<OperationLogEntry> batch) throws Exception;

    /**
     * Closes connections. A host that is stopped and started again calls {@link #export} afterwards, which reconnects.
     */
    @Override
    default void close() {}
}
