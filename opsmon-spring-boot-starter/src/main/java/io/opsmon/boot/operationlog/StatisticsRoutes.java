package io.opsmon.boot.operationlog;

import io.opsmon.boot.web.ApiException;
import io.opsmon.boot.web.ApiRoutes;
import io.opsmon.boot.web.OpsmonPermissions;
import io.opsmon.operationlog.OperationLogQuery;
import io.opsmon.operationlog.OperationLogRepository;
import io.opsmon.operationlog.OperationLogStatistics;
import io.opsmon.operationlog.OperationLogStatistics.Count;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * <pre>
 *  GET /operation-logs/stats?bucket=PT1H   counts of the entries that the filters leave; of the last 24 hours if no time is given
 * </pre>
 *
 * <pre>{@code
 * {from, to, bucket, textSearch: "indexed" | "scan", total, failures, failureRate,
 *  buckets: [{from, count, failures, meanDurationMicros}],
 *  modules: [{value, count, failures}], actions, operators, outcomes, slowest: [entry]}
 * }</pre>
 */
final class StatisticsRoutes {

    private static final Duration DEFAULT_RANGE = Duration.ofHours(24);
    private static final int MAX_BUCKETS = 1_000;
    private static final int WANTED_BUCKETS = 60;

    /** Widths that people read, the smallest that gives few enough buckets is taken. */
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

    private final ApiRoutes api;
    private final OperationLogRepository repository;
    private final EntryJson json;
    private final Clock clock;

    StatisticsRoutes(ApiRoutes api, OperationLogRepository repository, EntryJson json, Clock clock) {
        this.api = api;
        this.repository = repository;
        this.json = json;
        this.clock = clock;
    }

    RouterFunction<ServerResponse> routes() {
        return api.routes(builder ->
                builder.GET("/operation-logs/stats", api.requiring(OpsmonPermissions.OPERATION_LOG_READ, this::count)));
    }

    private ServerResponse count(ServerRequest request) {
        MultiValueMap<String, String> filters = new LinkedMultiValueMap<>(request.params());
        @Nullable String wanted = filters.getFirst("bucket");
        filters.remove("bucket");
        OperationLogQuery asked = QueryParameters.parse(filters);
        Instant to = asked.to() == null ? clock.instant() : asked.to();
        Instant from = asked.from() == null ? to.minus(DEFAULT_RANGE) : asked.from();
        if (!from.isBefore(to)) {
            throw ApiException.badRequest("from", "from must be before to.");
        }
        Duration bucket = bucket(wanted, Duration.between(from, to));
        OperationLogStatistics statistics =
                repository.aggregate(asked.toBuilder().from(from).to(to).build(), bucket);
        return api.json(answer(statistics, from, to, request));
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
            // Said below.
        }
        throw ApiException.badRequest(
                "bucket",
                "bucket must be an ISO-8601 duration of whole seconds such as PT15M or P1D, and not make more than "
                        + MAX_BUCKETS + " buckets.");
    }

    private ObjectNode answer(OperationLogStatistics statistics, Instant from, Instant to, ServerRequest request) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("from", from.toString()).put("to", to.toString());
        body.put("bucket", statistics.bucket().toString());
        body.put("textSearch", repository.hasTextIndex() ? "indexed" : "scan");
        body.put("total", statistics.total()).put("failures", statistics.failures());
        body.put("failureRate", statistics.total() == 0 ? 0 : (double) statistics.failures() / statistics.total());
        ArrayNode buckets = body.putArray("buckets");
        for (OperationLogStatistics.Bucket bucket : statistics.buckets()) {
            buckets.addObject()
                    .put("from", bucket.from().toString())
                    .put("count", bucket.count())
                    .put("failures", bucket.failures())
                    .put("meanDurationMicros", bucket.meanDuration().toNanos() / 1_000);
        }
        counts(body.putArray("modules"), statistics.modules());
        counts(body.putArray("actions"), statistics.actions());
        counts(body.putArray("operators"), statistics.operators());
        counts(body.putArray("outcomes"), statistics.outcomes());
        ArrayNode slowest = body.putArray("slowest");
        statistics.slowest().forEach(entry -> slowest.add(json.summary(entry, ApiRoutes.language(request))));
        return body;
    }

    private static void counts(ArrayNode array, List<Count> counts) {
        for (Count count : counts) {
            array.addObject()
                    .put("value", count.value())
                    .put("count", count.count())
                    .put("failures", count.failures());
        }
    }
}
