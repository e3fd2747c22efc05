package io.opsmon.operationlog.internal;

import io.opsmon.log.Outcome;
import io.opsmon.log.ValueCount;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogStatistics;
import io.opsmon.operationlog.OperationLogStatistics.Bucket;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Builds statistics from groups of entries, for repositories. Not thread-safe.
 *
 * @since 0.1
 */
public final class OperationLogStatisticsBuilder {

    private static final Comparator<ValueCount> MOST_FIRST =
            Comparator.comparingLong(ValueCount::count).reversed().thenComparing(ValueCount::value);

    private final Duration bucket;
    private final TreeMap<Long, Sum> buckets = new TreeMap<>();
    private final Map<String, Sum> modules = new HashMap<>();
    private final Map<String, Sum> actions = new HashMap<>();
    private final Map<String, Sum> operators = new HashMap<>();
    private final Map<String, Sum> outcomes = new HashMap<>();

    private static final class Sum {
        private long count;
        private long failures;
        private long micros;

        void add(long entries, boolean failed, long totalMicros) {
            count += entries;
            failures += failed ? entries : 0;
            micros += totalMicros;
        }
    }

    /**
     * Creates an empty builder.
     *
     * @param bucket the width of a bucket, in whole seconds
     */
    public OperationLogStatisticsBuilder(Duration bucket) {
        this.bucket = bucket;
    }

    /**
     * Adds entries of one bucket with the same module, action and outcome.
     *
     * @param bucketNumber the number of whole buckets since 1970
     * @param module the module of the entries
     * @param action the action of the entries
     * @param outcome the outcome of the entries
     * @param count the number of entries
     * @param micros the total duration of the entries, in microseconds
     */
    public void add(long bucketNumber, String module, String action, Outcome outcome, long count, long micros) {
        boolean failed = outcome == Outcome.FAILURE;
        buckets.computeIfAbsent(bucketNumber, unknown -> new Sum()).add(count, failed, micros);
        modules.computeIfAbsent(module, unknown -> new Sum()).add(count, failed, micros);
        actions.computeIfAbsent(action, unknown -> new Sum()).add(count, failed, micros);
        outcomes.computeIfAbsent(outcome.name(), unknown -> new Sum()).add(count, failed, micros);
    }

    /**
     * Adds entries of one operator.
     *
     * @param operator the operator's identifier
     * @param count the number of entries
     * @param failures the number of failures among them
     */
    public void addOperator(String operator, long count, long failures) {
        Sum sum = operators.computeIfAbsent(operator, unknown -> new Sum());
        sum.count += count;
        sum.failures += failures;
    }

    /**
     * Creates the statistics.
     *
     * @param slowest the entries with the longest duration
     * @return the statistics
     */
    public OperationLogStatistics build(List<OperationLogEntry> slowest) {
        return new OperationLogStatistics(
                bucket,
                outcomes.values().stream().mapToLong(sum -> sum.count).sum(),
                outcomes.values().stream().mapToLong(sum -> sum.failures).sum(),
                buckets.entrySet().stream()
                        .map(each -> new Bucket(
                                Instant.ofEpochSecond(each.getKey() * bucket.toSeconds()),
                                each.getValue().count,
                                each.getValue().failures,
                                Duration.ofNanos(each.getValue().micros * 1_000 / each.getValue().count)))
                        .toList(),
                top(modules),
                top(actions),
                top(operators),
                top(outcomes),
                slowest);
    }

    private static List<ValueCount> top(Map<String, Sum> sums) {
        return sums.entrySet().stream()
                .map(each -> new ValueCount(each.getKey(), each.getValue().count, each.getValue().failures))
                .sorted(MOST_FIRST)
                .limit(OperationLogStatistics.TOP)
                .toList();
    }
}
