package io.opsmon.operationlog.internal;

import io.opsmon.log.LogPage;
import io.opsmon.log.Outcome;
import io.opsmon.log.internal.InMemoryLog;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogQuery;
import io.opsmon.operationlog.OperationLogRepository;
import io.opsmon.operationlog.OperationLogStatistics;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Stores the newest entries in memory, for tests and for hosts without a database. Thread-safe.
 *
 * @since 0.1
 */
public final class InMemoryOperationLogRepository implements OperationLogRepository {

    private final InMemoryLog<OperationLogEntry> log;

    /**
     * Creates an empty repository.
     *
     * @param capacity the maximum number of entries; the oldest entries are removed first
     */
    public InMemoryOperationLogRepository(int capacity) {
        this.log = new InMemoryLog<>(capacity);
    }

    @Override
    public void saveAll(List<OperationLogEntry> entries) {
        log.saveAll(entries);
    }

    @Override
    public Optional<OperationLogEntry> findById(UUID id) {
        return log.findById(id);
    }

    @Override
    public LogPage<OperationLogEntry> find(OperationLogQuery query) {
        return log.find(query, filter(query));
    }

    @Override
    public OperationLogStatistics aggregate(OperationLogQuery query, Duration bucket) {
        OperationLogStatisticsBuilder statistics = new OperationLogStatisticsBuilder(bucket);
        List<OperationLogEntry> found = log.all(filter(query));
        for (OperationLogEntry entry : found) {
            statistics.add(
                    Math.floorDiv(entry.occurredAt().getEpochSecond(), bucket.toSeconds()),
                    entry.module(),
                    entry.action(),
                    entry.outcome(),
                    1,
                    entry.duration().toNanos() / 1_000);
            if (entry.operator() != null) {
                statistics.addOperator(entry.operator().id(), 1, entry.outcome() == Outcome.FAILURE ? 1 : 0);
            }
        }
        return statistics.build(found.stream()
                .sorted(Comparator.comparing(OperationLogEntry::duration).reversed())
                .limit(OperationLogStatistics.SLOWEST)
                .toList());
    }

    private static Predicate<OperationLogEntry> filter(OperationLogQuery query) {
        return entry -> (query.from() == null || !entry.occurredAt().isBefore(query.from()))
                && (query.to() == null || entry.occurredAt().isBefore(query.to()))
                && InMemoryLog.matches(
                        query.operator(),
                        entry.operator() == null ? null : entry.operator().id())
                && InMemoryLog.matches(query.module(), entry.module())
                && InMemoryLog.matches(query.action(), entry.action())
                && (query.outcome() == null || query.outcome() == entry.outcome())
                && InMemoryLog.matches(
                        query.resourceType(),
                        entry.resource() == null ? null : entry.resource().type())
                && InMemoryLog.matches(
                        query.resourceId(),
                        entry.resource() == null ? null : entry.resource().id())
                && InMemoryLog.matches(
                        query.clientIp(),
                        entry.http() == null ? null : entry.http().clientIp())
                && InMemoryLog.matches(
                        query.traceId(),
                        entry.trace() == null ? null : entry.trace().traceId())
                && (query.text() == null
                        || InMemoryLog.contains(entry.description(), query.text())
                        || (entry.failure() != null
                                && InMemoryLog.contains(entry.failure().message(), query.text())))
                && (query.minDuration() == null || entry.duration().compareTo(query.minDuration()) >= 0);
    }
}
