package io.opsmon.operationlog;

import io.opsmon.log.LogRepository;
import java.util.List;

/**
 * Stores operation logs. A host can provide its own store as a bean and test it with
 * {@code OperationLogRepositoryContract} in the test-jar of opsmon-core. Thread-safe.
 *
 * @since 0.1
 */
public interface OperationLogRepository extends LogRepository<OperationLogEntry, OperationLogFilter> {

    /**
     * Finds the operations with the longest duration.
     *
     * @param filter the filter
     * @param limit the maximum number of entries
     * @return the entries, the slowest operation first
     */
    List<OperationLogEntry> slowest(OperationLogFilter filter, int limit);
}
