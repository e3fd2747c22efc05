package io.opsmon.operationlog;

import io.opsmon.log.ValueCount;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Statistics of the entries that match a query.
 *
 * @param bucket the width of a bucket
 * @param total the number of matching entries
 * @param failures the number of failures among them
 * @param buckets counts over time, oldest first, without empty buckets
 * @param modules counts by module, most frequent first, at most {@value #TOP}
 * @param actions counts by action, in the same order and with the same limit
 * @param operators counts by operator identifier, in the same order and with the same limit
 * @param outcomes counts by outcome
 * @param slowest the entries with the longest duration, at most {@value #SLOWEST}
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

    /** The maximum number of values in each list of counts. */
    public static final int TOP = 20;

    /** The maximum number of slowest entries. */
    public static final int SLOWEST = 10;

    /**
     * The counts of one time bucket.
     *
     * @param from the start of the bucket
     * @param count the number of entries in the bucket
     * @param failures the number of failures among them
     * @param meanDuration the mean duration of the entries
     */
    public record Bucket(Instant from, long count, long failures, Duration meanDuration) {}
}
