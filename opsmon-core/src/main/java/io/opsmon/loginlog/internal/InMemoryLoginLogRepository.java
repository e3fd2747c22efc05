package io.opsmon.loginlog.internal;

import io.opsmon.log.LogPage;
import io.opsmon.log.Outcome;
import io.opsmon.log.internal.InMemoryLog;
import io.opsmon.loginlog.LoginLogEntry;
import io.opsmon.loginlog.LoginLogQuery;
import io.opsmon.loginlog.LoginLogRepository;
import io.opsmon.loginlog.LoginLogStatistics;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Keeps the newest entries in memory, for tests and for hosts without a database. Thread-safe.
 *
 * @since 0.1
 */
public final class InMemoryLoginLogRepository implements LoginLogRepository {

    private final InMemoryLog<LoginLogEntry> log;

    /**
     * Creates an empty repository.
     *
     * @param capacity the maximum number of entries; the oldest entries are removed first
     */
    public InMemoryLoginLogRepository(int capacity) {
        this.log = new InMemoryLog<>(capacity);
    }

    @Override
    public void saveAll(List<LoginLogEntry> entries) {
        log.saveAll(entries);
    }

    @Override
    public Optional<LoginLogEntry> findById(UUID id) {
        return log.findById(id);
    }

    @Override
    public LogPage<LoginLogEntry> find(LoginLogQuery query) {
        return log.find(query, filter(query));
    }

    @Override
    public LoginLogStatistics aggregate(LoginLogQuery query, Duration bucket) {
        LoginLogStatisticsBuilder statistics = new LoginLogStatisticsBuilder(bucket);
        for (LoginLogEntry entry : log.all(filter(query))) {
            long failed = entry.outcome() == Outcome.FAILURE ? entry.attempts() : 0;
            statistics.add(
                    Math.floorDiv(entry.occurredAt().getEpochSecond(), bucket.toSeconds()),
                    entry.event().name(),
                    entry.outcome(),
                    entry.method(),
                    entry.reason() == null ? null : entry.reason().name(),
                    entry.attempts());
            if (entry.username() != null) {
                statistics.addUser(entry.username(), entry.attempts(), failed);
            }
            if (entry.client() != null && entry.client().ip() != null) {
                statistics.addAddress(entry.client().ip(), entry.attempts(), failed);
            }
        }
        return statistics.build();
    }

    private static Predicate<LoginLogEntry> filter(LoginLogQuery query) {
        return entry -> (query.from() == null || !entry.occurredAt().isBefore(query.from()))
                && (query.to() == null || entry.occurredAt().isBefore(query.to()))
                && InMemoryLog.matches(query.username(), entry.username())
                && InMemoryLog.matches(query.event(), entry.event())
                && InMemoryLog.matches(query.outcome(), entry.outcome())
                && InMemoryLog.matches(query.method(), entry.method())
                && InMemoryLog.matches(query.reason(), entry.reason())
                && InMemoryLog.matches(
                        query.clientIp(),
                        entry.client() == null ? null : entry.client().ip())
                && InMemoryLog.matches(query.sessionReference(), entry.sessionReference())
                && (query.risk() == null || entry.risks().contains(query.risk()))
                && (query.text() == null
                        || InMemoryLog.contains(entry.username(), query.text())
                        || InMemoryLog.contains(entry.message(), query.text()));
    }
}
