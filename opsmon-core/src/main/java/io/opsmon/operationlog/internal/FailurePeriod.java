package io.opsmon.operationlog.internal;

import io.opsmon.operationlog.FailureGroups;
import io.opsmon.operationlog.OperationLogFilter;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * Period of grouped failures. A bucket of a trend has whole seconds, because a database computes its number.
 *
 * @param from the beginning, inclusive
 * @param to the end, exclusive
 * @since 0.1
 */
public record FailurePeriod(Instant from, Instant to) {

    /** The earliest time that every supported database can compare. */
    private static final Instant EARLIEST = Instant.parse("1000-01-01T00:00:00Z");

    /**
     * Returns the period of a filter.
     *
     * @param filter a filter with both bounds of time
     * @return the period
     * @throws IllegalArgumentException if a bound is missing, or if the period is empty
     */
    public static FailurePeriod of(OperationLogFilter filter) {
        @Nullable Instant from = filter.from();
        @Nullable Instant to = filter.to();
        Assert.isTrue(
                from != null && to != null && from.isBefore(to),
                () -> "Groups of failures need a time range: from=" + from + ", to=" + to);
        return new FailurePeriod(from, to);
    }

    /**
     * Returns the filter of the period of the same length before.
     *
     * @param filter the filter of this period
     * @return the filter
     */
    public OperationLogFilter previous(OperationLogFilter filter) {
        Instant start = from.minus(Duration.between(from, to));
        return filter.withRange(start.isBefore(EARLIEST) && from.isAfter(EARLIEST) ? EARLIEST : start, from);
    }

    /**
     * Returns the width of a bucket.
     *
     * @return whole seconds, at least one
     */
    public Duration bucket() {
        long seconds = Duration.between(from, to).toSeconds();
        return Duration.ofSeconds(Math.max(1, (seconds + FailureGroups.BUCKETS - 1) / FailureGroups.BUCKETS));
    }

    /**
     * Returns the index of a bucket. The last bucket includes a remaining fraction of a second.
     *
     * @param number the seconds since the beginning, divided by the width of a bucket
     * @return 0 to {@link FailureGroups#BUCKETS} - 1
     */
    public static int index(long number) {
        return (int) Math.max(0, Math.min(FailureGroups.BUCKETS - 1, number));
    }
}
