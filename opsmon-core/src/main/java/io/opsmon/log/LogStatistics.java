package io.opsmon.log;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Statistics of the entries that match a filter. An entry that stands for several events counts with their number.
 *
 * @param bucket the width of a bucket
 * @param total the number of events
 * @param failures the number of failures among them
 * @param buckets counts over time, oldest first, without empty buckets
 * @param counts counts by the values of a column, by the name of the counts ({@code modules} for example); in each list
 *     the most frequent values first, at most {@value #TOP}
 * @since 0.1
 */
public record LogStatistics(
        Duration bucket, long total, long failures, List<Bucket> buckets, Map<String, List<ValueCount>> counts) {

    /** Maximum number of values in a list of counts. */
    public static final int TOP = 20;

    /**
     * Counts of one time bucket.
     *
     * @param from the start of the bucket
     * @param count the number of events
     * @param failures the number of failures among them
     * @param meanDuration the mean duration; null if the entries of the log have no duration
     */
    public record Bucket(
            Instant from,
            long count,
            long failures,
            @Nullable Duration meanDuration) {}

    /**
     * Returns the counts by the values of one column.
     *
     * @param name the name of the counts
     * @return the counts; empty if the log has no counts with this name
     */
    public List<ValueCount> counts(String name) {
        return counts.getOrDefault(name, List.of());
    }
}
