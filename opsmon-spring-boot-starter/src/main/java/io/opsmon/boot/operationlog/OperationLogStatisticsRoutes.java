package io.opsmon.boot.operationlog;

import io.opsmon.boot.log.JsonMembers;
import io.opsmon.boot.log.StatisticsRange;
import io.opsmon.boot.log.ValueCountJson;
import io.opsmon.boot.web.ApiRequest;
import io.opsmon.boot.web.ApiResponse;
import io.opsmon.boot.web.ApiRoute;
import io.opsmon.boot.web.OpsmonPermissions;
import io.opsmon.boot.web.OverviewPart;
import io.opsmon.boot.web.RouteGroup;
import io.opsmon.operationlog.OperationLogQuery;
import io.opsmon.operationlog.OperationLogRepository;
import io.opsmon.operationlog.OperationLogStatistics;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Serves statistics of operation logs.
 *
 * <pre>
 *  GET /operation-logs/stats?bucket=PT1H   counts of the entries that match the filters; of the last 24 hours if no time is given
 * </pre>
 *
 * <pre>{@code
 * {from, to, bucket, textSearch: "indexed" | "scan", total, failures, failureRate,
 *  buckets: [{from, count, failures, meanDurationMillis}],
 *  modules: [{value, count, failures}], actions, operators, outcomes, slowest: [entry]}
 * }</pre>
 */
final class OperationLogStatisticsRoutes implements RouteGroup {

    private final OperationLogRepository repository;
    private final OperationLogJson json;
    private final Clock clock;

    OperationLogStatisticsRoutes(OperationLogRepository repository, OperationLogJson json, Clock clock) {
        this.repository = repository;
        this.json = json;
        this.clock = clock;
    }

    @Override
    public List<ApiRoute> routes() {
        return List.of(ApiRoute.get("/operation-logs/stats", OpsmonPermissions.OPERATION_LOG_READ, this::count)
                .withParameters(StatisticsRange.parameters(OperationLogQueries.names())));
    }

    /** Returns the statistics of the last 24 hours, by the hour. */
    OverviewPart overview() {
        return new OverviewPart(
                "operations",
                OpsmonPermissions.OPERATION_LOG_READ,
                language -> answer(StatisticsRange.lastDay(OperationLogQueries::read, clock), language));
    }

    private ApiResponse count(ApiRequest request) {
        return ApiResponse.json(
                answer(StatisticsRange.read(request.params(), OperationLogQueries::read, clock), request.language()));
    }

    private ObjectNode answer(StatisticsRange<OperationLogQuery> range, Locale language) {
        OperationLogStatistics statistics = repository.aggregate(range.query(), range.bucket());
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        range.write(body);
        body.put("textSearch", repository.hasTextIndex() ? "indexed" : "scan");
        body.put("total", statistics.total()).put("failures", statistics.failures());
        body.put("failureRate", statistics.total() == 0 ? 0 : (double) statistics.failures() / statistics.total());
        ArrayNode buckets = body.putArray("buckets");
        for (OperationLogStatistics.Bucket bucket : statistics.buckets()) {
            buckets.addObject()
                    .put("from", bucket.from().toString())
                    .put("count", bucket.count())
                    .put("failures", bucket.failures())
                    .put("meanDurationMillis", JsonMembers.millis(bucket.meanDuration()));
        }
        ValueCountJson.write(body.putArray("modules"), statistics.modules());
        ValueCountJson.write(body.putArray("actions"), statistics.actions());
        ValueCountJson.write(body.putArray("operators"), statistics.operators());
        ValueCountJson.write(body.putArray("outcomes"), statistics.outcomes());
        ArrayNode slowest = body.putArray("slowest");
        statistics.slowest().forEach(entry -> slowest.add(json.summary(entry, language)));
        return body;
    }
}
