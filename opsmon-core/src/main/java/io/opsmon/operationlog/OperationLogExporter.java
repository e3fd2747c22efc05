package io.opsmon.operationlog;

import java.util.List;

/**
 * Sends operation logs to another system. Beans of this type get every chained entry, each node's in the order in which
 * they were stored, at least once: a batch that fails, or whose success the process did not live to note, is given
 * again. The receiver recognises repetitions by {@link OperationLogEntry#id}.
 *
 * <p>Each exporter has a thread and a position in the database of its own, and runs on one node of a cluster at a time:
 * a slow or dead target holds back neither the database nor the other exporters.
 *
 * @since 0.1
 */
public interface OperationLogExporter extends AutoCloseable {

    /**
     * Names the exporter, and its position in the database: another name begins at the oldest entry.
     *
     * @return at most 40 characters, unique in the application and stable
     */
    String name();

    /**
     * Sends a batch, and returns when the target has it for good.
     *
     * @param batch entries of one chain, in order; never empty
     * @throws Exception if the target does not have all of them; the whole batch is given again after a pause
     */
    void export(List<OperationLogEntry> batch) throws Exception;

    /**
     * Lets go of connections. A host that is stopped and started again calls {@link #export} after it, which connects
     * again.
     */
    @Override
    default void close() {}
}
