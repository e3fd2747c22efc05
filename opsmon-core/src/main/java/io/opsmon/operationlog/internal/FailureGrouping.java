package io.opsmon.operationlog.internal;

import io.opsmon.operationlog.Failure;
import io.opsmon.operationlog.FailureGroups;
import io.opsmon.operationlog.FailureGroups.Group;
import io.opsmon.operationlog.FailureGroups.Newest;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.Operator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Groups failures in memory. Not thread-safe. */
final class FailureGrouping {

    private final FailurePeriod period;
    private final Map<Key, Counts> counts = new HashMap<>();
    private final Map<Key, Long> previous = new HashMap<>();

    private record Key(@Nullable String errorType, String module, String action) {

        static Key of(OperationLogEntry entry) {
            return new Key(type(entry.failure()), entry.module(), entry.action());
        }

        private static @Nullable String type(@Nullable Failure failure) {
            return failure == null ? null : failure.type();
        }
    }

    private static final class Counts {
        private final OperationLogEntry newest;
        private final Set<String> operators = new HashSet<>();
        private final long[] trend = new long[FailureGroups.BUCKETS];
        private long count;
        private Instant first;

        Counts(OperationLogEntry newest) {
            this.newest = newest;
            this.first = newest.occurredAt();
        }

        void add(OperationLogEntry entry, int bucket) {
            count++;
            trend[bucket]++;
            first = entry.occurredAt();
            @Nullable Operator operator = entry.operator();
            if (operator != null) {
                operators.add(operator.id().toLowerCase(Locale.ROOT));
            }
        }
    }

    FailureGrouping(FailurePeriod period) {
        this.period = period;
    }

    /** Adds a failure of the period. Failures are added in the order of lists, the newest failure first. */
    void add(OperationLogEntry entry) {
        long seconds = entry.occurredAt().getEpochSecond() - period.from().getEpochSecond();
        counts.computeIfAbsent(Key.of(entry), unknown -> new Counts(entry))
                .add(entry, FailurePeriod.index(seconds / period.bucket().toSeconds()));
    }

    /** Adds a failure of the period before. */
    void addPrevious(OperationLogEntry entry) {
        previous.merge(Key.of(entry), 1L, Long::sum);
    }

    FailureGroups groups(FailureGroups.Sort sort, int limit) {
        List<Group> groups = new ArrayList<>();
        counts.forEach((key, found) -> groups.add(group(key, found)));
        groups.sort(order(sort));
        return new FailureGroups(
                List.copyOf(groups.subList(0, Math.min(limit, groups.size()))), groups.size() > limit, period.bucket());
    }

    private Group group(Key key, Counts found) {
        @Nullable Failure failure = found.newest.failure();
        return new Group(
                key.errorType(),
                key.module(),
                key.action(),
                found.count,
                previous.getOrDefault(key, 0L),
                found.operators.size(),
                found.first,
                found.newest.occurredAt(),
                Arrays.stream(found.trend).boxed().toList(),
                new Newest(found.newest.id(), found.newest.description(), failure == null ? null : failure.message()));
    }

    private static Comparator<Group> order(FailureGroups.Sort sort) {
        Comparator<Group> byCount = Comparator.comparingLong(Group::count).reversed();
        Comparator<Group> byLast = Comparator.comparing(Group::last).reversed();
        return (sort == FailureGroups.Sort.COUNT ? byCount.thenComparing(byLast) : byLast.thenComparing(byCount))
                .thenComparing(Group::module)
                .thenComparing(Group::action);
    }
}
