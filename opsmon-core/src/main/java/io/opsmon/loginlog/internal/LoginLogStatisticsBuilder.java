package io.opsmon.loginlog.internal;

import io.opsmon.log.Outcome;
import io.opsmon.log.ValueCount;
import io.opsmon.loginlog.LoginLogStatistics;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Aggregates groups of entries to statistics, for repositories. Not thread-safe.
 *
 * @since 0.1
 */
public final class LoginLogStatisticsBuilder {

    private static final Comparator<ValueCount> MOST_FIRST =
            Comparator.comparingLong(ValueCount::count).reversed().thenComparing(ValueCount::value);

    private final Duration bucket;
    private final TreeMap<Long, ValueCount> buckets = new TreeMap<>();
    private final Map<String, ValueCount> events = new HashMap<>();
    private final Map<String, ValueCount> methods = new HashMap<>();
    private final Map<String, ValueCount> reasons = new HashMap<>();
    private final Map<String, ValueCount> users = new HashMap<>();
    private final Map<String, ValueCount> addresses = new HashMap<>();
    private long total;
    private long failures;

    /**
     * Creates an empty builder.
     *
     * @param bucket the width of a bucket, in whole seconds
     */
    public LoginLogStatisticsBuilder(Duration bucket) {
        this.bucket = bucket;
    }

    /**
     * Adds entries of one bucket that share event, outcome, method and reason.
     *
     * @param bucketNumber the bucket's number: whole buckets since 1970
     * @param event the event
     * @param outcome the outcome
     * @param method the method, or null
     * @param reason the reason, or null
     * @param count the number of attempts
     */
    public void add(
            long bucketNumber,
            String event,
            Outcome outcome,
            @Nullable String method,
            @Nullable String reason,
            long count) {
        long failed = outcome == Outcome.FAILURE ? count : 0;
        total += count;
        failures += failed;
        buckets.merge(bucketNumber, new ValueCount("", count, failed), LoginLogStatisticsBuilder::sum);
        merge(events, event, count, failed);
        merge(methods, method, count, failed);
        merge(reasons, reason, count, failed);
    }

    /**
     * Adds entries of one user.
     *
     * @param username the user name
     * @param count the number of attempts
     * @param failed the number of failed attempts
     */
    public void addUser(String username, long count, long failed) {
        merge(users, username, count, failed);
    }

    /**
     * Adds entries from one address.
     *
     * @param address the address
     * @param count the number of attempts
     * @param failed the number of failed attempts
     */
    public void addAddress(String address, long count, long failed) {
        merge(addresses, address, count, failed);
    }

    private static void merge(Map<String, ValueCount> counts, @Nullable String value, long count, long failed) {
        if (value != null) {
            counts.merge(value, new ValueCount(value, count, failed), LoginLogStatisticsBuilder::sum);
        }
    }

    private static ValueCount sum(ValueCount a, ValueCount b) {
        return new ValueCount(a.value(), a.count() + b.count(), a.failures() + b.failures());
    }

    /**
     * Builds the statistics.
     *
     * @return the statistics
     */
    public LoginLogStatistics build() {
        return new LoginLogStatistics(
                bucket,
                total,
                failures,
                buckets.entrySet().stream()
                        .map(each -> new LoginLogStatistics.Bucket(
                                Instant.ofEpochSecond(each.getKey() * bucket.toSeconds()),
                                each.getValue().count(),
                                each.getValue().failures()))
                        .toList(),
                top(events),
                top(methods),
                top(reasons),
                top(users),
                top(addresses));
    }

    private static List<ValueCount> top(Map<String, ValueCount> counts) {
        return counts.values().stream()
                .sorted(MOST_FIRST)
                .limit(LoginLogStatistics.TOP)
                .toList();
    }
}
