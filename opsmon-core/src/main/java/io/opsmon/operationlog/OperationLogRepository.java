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

    /**
     * Groups the matching entries with the outcome {@link io.opsmon.log.Outcome#FAILURE}. The cost is proportional to
     * the number of failures in the period of the filter and the period before, so the filter needs both bounds of
     * time.
     *
     * @param filter the filter, with {@code from} and {@code to}
     * @param sort the order of the groups
     * @param limit the maximum number of groups
     * @return the groups
     * @throws IllegalArgumentException if the filter has no beginning or no end
     */
    FailureGroups failures(OperationLogFilter filter, FailureGroups.Sort sort, int limit);
}
