package io.opsmon.boot.loginlog;

import io.opsmon.boot.log.LogSearch;
import io.opsmon.boot.log.statistics.StatisticsJson;
import io.opsmon.boot.log.statistics.StatisticsRange;
import io.opsmon.boot.web.ApiRequest;
import io.opsmon.boot.web.ApiResponse;
import io.opsmon.boot.web.ApiRoute;
import io.opsmon.boot.web.OpsmonPermissions;
import io.opsmon.boot.web.OverviewPart;
import io.opsmon.boot.web.RouteGroup;
import io.opsmon.log.LogStatistics;
import io.opsmon.loginlog.LoginEvent;
import io.opsmon.loginlog.LoginLogFilter;
import io.opsmon.loginlog.LoginLogRepository;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Counts sign-in attempts.
 *
 * <pre>
 *  GET /login-logs/stats?bucket=PT1H   counts of the attempts that match the filters; of the last 24 hours if no time is given
 * </pre>
 *
 * <pre>{@code
 * {from, to, bucket, total, failures, failureRate, buckets: [{from, count, failures}],
 *  events: [{value, count, failures}], methods, reasons, users, addresses}
 * }</pre>
 */
final class LoginLogStatisticsRoutes implements RouteGroup {

    private final Supplier<LoginLogRepository> visible;
    private final Clock clock;

    LoginLogStatisticsRoutes(Supplier<LoginLogRepository> visible, Clock clock) {
        this.visible = visible;
        this.clock = clock;
    }

    @Override
    public List<ApiRoute> routes() {
        return List.of(ApiRoute.get("/login-logs/stats", OpsmonPermissions.LOGIN_LOG_READ, this::count)
                .withParameters(StatisticsRange.parameters(LoginLogQueries.names()))
                .scoped());
    }

    /** Returns the sign-ins of the last 24 hours, by hour. */
    OverviewPart overview() {
        return new OverviewPart(
                        "logins",
                        OpsmonPermissions.LOGIN_LOG_READ,
                        language -> answer(StatisticsRange.lastDay(LoginLogStatisticsRoutes::signIns, clock)))
                .scoped();
    }

    /** Excludes lockouts, sign-outs and terminated sessions, which are not sign-ins. */
    private static LogSearch<LoginLogFilter> signIns(MultiValueMap<String, String> parameters) {
        MultiValueMap<String, String> filters = new LinkedMultiValueMap<>(parameters);
        filters.set("event", LoginEvent.LOGIN.name());
        return LoginLogQueries.read(filters);
    }

    private ApiResponse count(ApiRequest request) {
        return ApiResponse.json(answer(StatisticsRange.read(request.params(), LoginLogQueries::read, clock)));
    }

    private ObjectNode answer(StatisticsRange<LoginLogFilter> range) {
        LoginLogRepository repository = visible.get();
        LogStatistics statistics = repository.aggregate(range.filter(), range.bucket());
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        range.write(body);
        StatisticsJson.write(body, statistics);
        return body;
    }
}
