package io.opsmon.operationlog.internal;

import io.opsmon.log.internal.InMemoryLogRepository;
import io.opsmon.operationlog.OperationLogDefinition;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogFilter;
import io.opsmon.operationlog.OperationLogRepository;
import java.util.List;

/**
 * Stores the newest entries in memory, for tests and for hosts without a database. Thread-safe.
 *
 * @since 0.1
 */
public final class InMemoryOperationLogRepository extends InMemoryLogRepository<OperationLogEntry, OperationLogFilter>
        implements OperationLogRepository {

    /**
     * Creates an empty repository.
     *
     * @param capacity the maximum number of entries; the oldest entries are removed first
     */
    public InMemoryOperationLogRepository(int capacity) {
        super(OperationLogDefinition.OPERATION_LOG, capacity);
    }

    @Override
    public List<OperationLogEntry> slowest(OperationLogFilter filter, int limit) {
        return highest(filter, "duration_us", limit);
    }
}
