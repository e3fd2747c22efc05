package io.opsmon.boot.log.statistics;

import io.opsmon.boot.log.LogResource;
import io.opsmon.boot.log.QueryParameters;
import io.opsmon.boot.web.ApiException;
import io.opsmon.log.LogFilter;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * The entries and time buckets of statistics. The default range is the last 24 hours. The default bucket yields a
 * number of buckets that a chart can show.
 *
 * @param filter the filter, with both bounds of time
 * @param from the beginning
 * @param to the end
 * @param bucket the width of a bucket
 * @param <F> the log's filter
 * @since 0.1
 */
public record StatisticsRange<F extends LogFilter<F>>(F filter, Instant from, Instant to, Duration bucket) {

    private static final Duration DEFAULT_RANGE = Duration.ofHours(24);
    private static final int MAX_BUCKETS = 1_000;
    private static final int WANTED_BUCKETS = 60;

    /**
     * Common widths of buckets. The default is the smallest width that yields at most {@value #WANTED_BUCKETS} buckets.
     */
    private static final List<Duration> WIDTHS = List.of(
            Duration.ofSeconds(10),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            Duration.ofHours(1),
            Duration.ofHours(6),
            Duration.ofDays(1),
            Duration.ofDays(7),
            Duration.ofDays(30));

    /**
     * Reads the parameters of a request: the log's filters and {@code bucket}, an ISO-8601 duration.
     *
     * @param parameters the parameters by name
     * @param queries the reader of filters
     * @param clock the clock for the end of the last 24 hours
     * @param <F> the log's filter
     * @return the range
     * @throws ApiException if a parameter is unknown or malformed; the exception names it
     */
    public static <F extends LogFilter<F>> StatisticsRange<F> read(
            MultiValueMap<String, String> parameters, LogResource.SearchReader<F> queries, Clock clock) {
        MultiValueMap<String, String> filters = new LinkedMultiValueMap<>(parameters);
        @Nullable String wanted = QueryParameters.takeSingle("bucket", filters).orElse(null);
        F filter = bounded(queries.read(filters).filter(), clock);
        Instant from = Objects.requireNonNull(filter.from());
        Instant to = Objects.requireNonNull(filter.to());
        return new StatisticsRange<>(filter, from, to, bucket(wanted, Duration.between(from, to)));
    }

    /**
     * Returns a filter with both bounds of time. The default range is the last 24 hours before the end.
     *
     * @param filter the filter of a request
     * @param clock the clock for a missing end
     * @param <F> the log's filter
     * @return the filter with both bounds
     * @throws ApiException if the range is empty
     */
    public static <F extends LogFilter<F>> F bounded(F filter, Clock clock) {
        Instant to = filter.to() == null ? clock.instant() : filter.to();
        Instant from = filter.from() == null ? to.minus(DEFAULT_RANGE) : filter.from();
        if (!from.isBefore(to)) {
            throw ApiException.badRequest("from", "from must be before to.");
        }
        return filter.withRange(from, to);
    }

    /**
     * Returns the parameters of a request.
     *
     * @param filters the names of the log's filters
     * @return the filters and {@code bucket}
     */
    public static List<String> parameters(Set<String> filters) {
        return Stream.concat(Stream.of("bucket"), filters.stream()).toList();
    }

    /**
     * Returns the range of all entries of the last 24 hours, by the hour.
     *
     * @param queries the reader of filters
     * @param clock the clock for the end of the last 24 hours
     * @param <F> the log's filter
     * @return the range
     */
    public static <F extends LogFilter<F>> StatisticsRange<F> lastDay(
            LogResource.SearchReader<F> queries, Clock clock) {
        Instant to = clock.instant();
        Instant from = to.minus(DEFAULT_RANGE);
        F all = queries.read(new LinkedMultiValueMap<>()).filter();
        return new StatisticsRange<>(all.withRange(from, to), from, to, Duration.ofHours(1));
    }

    /**
     * Adds {@code from}, {@code to} and {@code bucket} to an answer.
     *
     * @param body the answer
     */
    public void write(ObjectNode body) {
        body.put("from", from.toString()).put("to", to.toString()).put("bucket", bucket.toString());
    }

    private static Duration bucket(@Nullable String wanted, Duration range) {
        if (wanted == null || wanted.isEmpty()) {
            return WIDTHS.stream()
                    .filter(width -> range.dividedBy(width) <= WANTED_BUCKETS)
                    .findFirst()
                    .orElse(Duration.ofDays(365));
        }
        try {
            Duration bucket = Duration.parse(wanted);
            if (bucket.toSeconds() >= 1
                    && bucket.equals(Duration.ofSeconds(bucket.toSeconds()))
                    && range.dividedBy(bucket) <= MAX_BUCKETS) {
                return bucket;
            }
        } catch (DateTimeException malformed) {
            // Reported below.
        }
        throw ApiException.badRequest(
                "bucket",
                "bucket must be an ISO-8601 duration of whole seconds such as PT15M or P1D, and must not make more than "
                        + MAX_BUCKETS + " buckets.");
    }
}
