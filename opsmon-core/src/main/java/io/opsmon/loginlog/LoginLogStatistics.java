package io.opsmon.loginlog;

import io.opsmon.log.ValueCount;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Counts of the entries that match some filters. A flood that was told together counts as many attempts as it had.
 *
 * @param bucket the width of a bucket
 * @param total how many match
 * @param failures how many of them failed
 * @param buckets counts over time, oldest first, without empty buckets
 * @param events counts by event
 * @param methods counts by method
 * @param reasons counts by reason of failure
 * @param users counts by user name, the most frequent first, at most {@value #TOP}
 * @param addresses counts by the client's address, likewise
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

    /** How many values are counted one by one. */
    public static final int TOP = 20;

    /**
     * One stretch of time.
     *
     * @param from when it begins
     * @param count entries in it
     * @param failures how many of them failed
     */
    public record Bucket(Instant from, long count, long failures) {}
}
