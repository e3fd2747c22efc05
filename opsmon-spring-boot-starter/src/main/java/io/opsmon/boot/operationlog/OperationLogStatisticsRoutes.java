package io.opsmon.boot.operationlog;

import io.opsmon.boot.log.statistics.StatisticsJson;
import io.opsmon.boot.log.statistics.StatisticsRange;
import io.opsmon.boot.web.ApiRequest;
import io.opsmon.boot.web.ApiResponse;
import io.opsmon.boot.web.ApiRoute;
import io.opsmon.boot.web.OpsmonPermissions;
import io.opsmon.boot.web.OverviewPart;
import io.opsmon.boot.web.RouteGroup;
import io.opsmon.log.LogStatistics;
import io.opsmon.operationlog.OperationLogFilter;
import io.opsmon.operationlog.OperationLogRepository;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
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

    private static final int SLOWEST = 10;

    private final Supplier<OperationLogRepository> visible;
    private final OperationLogJson json;
    private final Clock clock;

    OperationLogStatisticsRoutes(Supplier<OperationLogRepository> visible, OperationLogJson json, Clock clock) {
        this.visible = visible;
        this.json = json;
        this.clock = clock;
    }

    @Override
    public List<ApiRoute> routes() {
        return List.of(ApiRoute.get("/operation-logs/stats", OpsmonPermissions.OPERATION_LOG_READ, this::count)
                .withParameters(StatisticsRange.parameters(OperationLogQueries.names()))
                .scoped());
    }

    /** Returns the statistics of the last 24 hours, by the hour. */
    OverviewPart overview() {
        return new OverviewPart(
                        "operations",
                        OpsmonPermissions.OPERATION_LOG_READ,
                        language -> answer(StatisticsRange.lastDay(OperationLogQueries::read, clock), language))
                .scoped();
    }

    private ApiResponse count(ApiRequest request) {
        return ApiResponse.json(
                answer(StatisticsRange.read(request.params(), OperationLogQueries::read, clock), request.language()));
    }

    private ObjectNode answer(StatisticsRange<OperationLogFilter> range, Locale language) {
        OperationLogRepository repository = visible.get();
        LogStatistics statistics = repository.aggregate(range.filter(), range.bucket());
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        range.write(body);
        body.put("textSearch", repository.hasTextIndex() ? "indexed" : "scan");
        StatisticsJson.write(body, statistics);
        ArrayNode slowest = body.putArray("slowest");
        repository.slowest(range.filter(), SLOWEST).forEach(entry -> slowest.add(json.summary(entry, language)));
        return body;
    }
}
