package io.opsmon.loginlog;

import io.opsmon.log.ValueCount;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Counts of the entries that match a query. An entry of a flood counts with its number of attempts.
 *
 * @param bucket the width of a bucket
 * @param total the number of attempts
 * @param failures the number of failed attempts
 * @param buckets counts over time, oldest first, without empty buckets
 * @param events counts by event
 * @param methods counts by method
 * @param reasons counts by reason of failure
 * @param users counts by user name, the most frequent first, at most {@value #TOP}
 * @param addresses counts by the client's address, the most frequent first, at most {@value #TOP}
 * @since 0.1
 */
public record LoginLogStatistics(
        Duration bucket,
        long total,
        long failures,
        List<Bucket> buckets,
        List<ValueCount> events,
        List<ValueCount> methods,
        List<ValueCount> reasons,
        List<ValueCount> users,
        List<ValueCount> addresses) {

    /** Maximum number of values in a list of counts. */
    public static final int TOP = 20;

    /**
     * One interval of time.
     *
     * @param from the start of the interval
     * @param count the number of attempts
     * @param failures the number of failed attempts
     */
    public record Bucket(Instant from, long count, long failures) {}
}
