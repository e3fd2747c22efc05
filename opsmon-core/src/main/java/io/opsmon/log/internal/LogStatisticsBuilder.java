package io.opsmon.log.internal;

import io.opsmon.log.LogStatistics;
import io.opsmon.log.ValueCount;
import io.opsmon.log.definition.LogDefinition.Count;
import io.opsmon.log.definition.LogDefinition.Counting;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Aggregates groups of entries to statistics, for repositories. Not thread-safe.
 *
 * @since 0.1
 */
public final class LogStatisticsBuilder {

    static final Comparator<ValueCount> MOST_FIRST =
            Comparator.comparingLong(ValueCount::count).reversed().thenComparing(ValueCount::value);

    private final Counting<?> counting;
    private final Duration bucket;
    private final TreeMap<Long, Sum> buckets = new TreeMap<>();
    private final Map<String, Map<String, Sum>> counts = new HashMap<>();
    private long total;
    private long failures;

    private static final class Sum {
        private long count;
        private long failures;
        private long micros;

        void add(long events, long failed, long duration) {
            count += events;
            failures += failed;
            micros += duration;
        }
    }

    /**
     * Creates an empty builder.
     *
     * @param counting the counted columns of the log
     * @param bucket the width of a bucket, in whole seconds
     */
    public LogStatisticsBuilder(Counting<?> counting, Duration bucket) {
        this.counting = counting;
        this.bucket = bucket;
    }

    /**
     * Adds events of one bucket.
     *
     * @param bucketNumber the number of whole buckets since 1970
     * @param events the number of events
     * @param failed the number of failures among them
     * @param micros the total duration in microseconds
     */
    public void add(long bucketNumber, long events, long failed, long micros) {
        total += events;
        failures += failed;
        buckets.computeIfAbsent(bucketNumber, unknown -> new Sum()).add(events, failed, micros);
    }

    /**
     * Adds events with a value.
     *
     * @param name the name of the counts
     * @param value the value; null to ignore the events
     * @param events the number of events
     * @param failed the number of failures among them
     */
    public void count(String name, @Nullable String value, long events, long failed) {
        if (value != null) {
            counts.computeIfAbsent(name, unknown -> new HashMap<>())
                    .computeIfAbsent(value, unknown -> new Sum())
                    .add(events, failed, 0);
        }
    }

    /**
     * Builds the statistics.
     *
     * @return the statistics
     */
    public LogStatistics build() {
        Map<String, List<ValueCount>> byName = new LinkedHashMap<>();
        for (Count<?> count : counting.counts()) {
            byName.put(count.name(), top(counts.getOrDefault(count.name(), Map.of())));
        }
        return new LogStatistics(
                bucket,
                total,
                failures,
                buckets.entrySet().stream()
                        .map(each -> bucket(each.getKey(), each.getValue()))
                        .toList(),
                Collections.unmodifiableMap(byName));
    }

    private LogStatistics.Bucket bucket(long number, Sum sum) {
        return new LogStatistics.Bucket(
                Instant.ofEpochSecond(number * bucket.toSeconds()),
                sum.count,
                sum.failures,
                counting.duration() == null ? null : Duration.ofNanos(sum.micros * 1_000 / sum.count));
    }

    private static List<ValueCount> top(Map<String, Sum> sums) {
        Collection<Map.Entry<String, Sum>> values = sums.entrySet();
        return values.stream()
                .map(each -> new ValueCount(each.getKey(), each.getValue().count, each.getValue().failures))
                .sorted(MOST_FIRST)
                .limit(LogStatistics.TOP)
                .toList();
    }
}
