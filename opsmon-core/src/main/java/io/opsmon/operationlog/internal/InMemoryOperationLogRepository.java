package io.opsmon.operationlog.internal;

import io.opsmon.log.Outcome;
import io.opsmon.log.internal.InMemoryLogRepository;
import io.opsmon.operationlog.FailureGroups;
import io.opsmon.operationlog.OperationLogDefinition;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogFilter;
import io.opsmon.operationlog.OperationLogRepository;
import java.util.List;
import java.util.function.Consumer;

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

    @Override
    public FailureGroups failures(OperationLogFilter filter, FailureGroups.Sort sort, int limit) {
        FailurePeriod period = FailurePeriod.of(filter);
        FailureGrouping groups = new FailureGrouping(period);
        forEachFailure(filter, groups::add);
        forEachFailure(period.previous(filter), groups::addPrevious);
        return groups.groups(sort, limit);
    }

    private void forEachFailure(OperationLogFilter filter, Consumer<OperationLogEntry> sink) {
        stream(filter, entry -> {
            if (entry.outcome() == Outcome.FAILURE) {
                sink.accept(entry);
            }
        });
    }
}
