package io.opsmon.operationlog;

import io.opsmon.log.ValueCount;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Counts of the entries that match some filters.
 *
 * @param bucket the width of a bucket
 * @param total how many match
 * @param failures how many of them failed
 * @param buckets counts over time, oldest first, without empty buckets
 * @param modules counts by module, the most frequent first, at most {@value #TOP}
 * @param actions counts by action, likewise
 * @param operators counts by operator's id, likewise
 * @param outcomes counts by outcome
 * @param slowest the entries that took longest, at most {@value #SLOWEST}
 * @since 0.1
 */
public record OperationLogStatistics(
        Duration bucket,
        long total,
        long failures,
        List<Bucket> buckets,
        List<ValueCount> modules,
        List<ValueCount> actions,
        List<ValueCount> operators,
        List<ValueCount> outcomes,
        List<OperationLogEntry> slowest) {

    /** How many values are counted one by one. */
    public static final int TOP = 20;

    /** How many of the slowest entries are given. */
    public static final int SLOWEST = 10;

    /**
     * One stretch of time.
     *
     * @param from when it begins
     * @param count entries in it
     * @param failures how many of them failed
     * @param meanDuration how long they took on average
     */
    public record Bucket(Instant from, long count, long failures, Duration meanDuration) {}
}
