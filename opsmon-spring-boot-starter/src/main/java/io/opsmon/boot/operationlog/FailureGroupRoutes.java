package io.opsmon.boot.operationlog;

import io.opsmon.boot.log.AccessAudit;
import io.opsmon.boot.log.LogResource;
import io.opsmon.boot.log.QueryParameters;
import io.opsmon.boot.log.statistics.StatisticsRange;
import io.opsmon.boot.web.ApiException;
import io.opsmon.boot.web.ApiRequest;
import io.opsmon.boot.web.ApiResponse;
import io.opsmon.boot.web.ApiRoute;
import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.boot.web.OpsmonPermissions;
import io.opsmon.boot.web.RouteGroup;
import io.opsmon.operationlog.FailureGroups;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogFilter;
import io.opsmon.operationlog.OperationLogRepository;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Serves groups of equal failures.
 *
 * <pre>
 *  GET /operation-logs/failures?sort=COUNT&amp;limit=50   failures that match the filters, grouped; of the last 24 hours if no time is given
 * </pre>
 *
 * <pre>{@code
 * {from, to, bucket, hasMore,
 *  items: [{errorType, module, action, count, previous, operators, first, last, trend: [count],
 *           newest: {id, description, message}}]}
 * }</pre>
 */
final class FailureGroupRoutes implements RouteGroup {

    private static final String CURSOR = "cursor";

    private final OpsmonAccess access;
    private final Supplier<OperationLogRepository> visible;
    private final LogResource<OperationLogEntry, OperationLogFilter> resource;
    private final Clock clock;
    private final AccessAudit audit;

    FailureGroupRoutes(
            OpsmonAccess access,
            Supplier<OperationLogRepository> visible,
            LogResource<OperationLogEntry, OperationLogFilter> resource,
            Clock clock,
            AccessAudit audit) {
        this.access = access;
        this.visible = visible;
        this.resource = resource;
        this.clock = clock;
        this.audit = audit;
    }

    @Override
    public List<ApiRoute> routes() {
        return List.of(ApiRoute.get(resource.path() + "/failures", OpsmonPermissions.OPERATION_LOG_READ, this::group)
                .withParameters(resource.filters().stream()
                        .filter(name -> !name.equals(CURSOR))
                        .toList())
                .scoped());
    }

    private ApiResponse group(ApiRequest request) {
        MultiValueMap<String, String> filters = new LinkedMultiValueMap<>(request.params());
        FailureGroups.Sort sort = QueryParameters.takeSingle("sort", filters)
                .map(value -> QueryParameters.constant("sort", FailureGroups.Sort.class, value))
                .orElse(FailureGroups.Sort.COUNT);
        int limit = QueryParameters.takeSingle("limit", filters)
                .map(value -> QueryParameters.limit(value, FailureGroups.MAX_LIMIT))
                .orElse(FailureGroups.DEFAULT_LIMIT);
        if (filters.containsKey(CURSOR)) {
            throw ApiException.badRequest(CURSOR, "Groups of failures have no pages; use limit instead.");
        }
        OperationLogFilter filter =
                StatisticsRange.bounded(resource.queries().read(filters).filter(), clock);
        FailureGroups groups = visible.get().failures(filter, sort, limit);
        audit.listed(resource, request.params(), access.operator());
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("from", String.valueOf(filter.from()))
                .put("to", String.valueOf(filter.to()))
                .put("bucket", groups.bucket().toString())
                .put("hasMore", groups.hasMore());
        ArrayNode items = body.putArray("items");
        groups.groups().forEach(group -> write(items.addObject(), group));
        return ApiResponse.json(body);
    }

    private static void write(ObjectNode node, FailureGroups.Group group) {
        node.put("errorType", group.errorType())
                .put("module", group.module())
                .put("action", group.action())
                .put("count", group.count())
                .put("previous", group.previous())
                .put("operators", group.operators())
                .put("first", group.first().toString())
                .put("last", group.last().toString());
        ArrayNode trend = node.putArray("trend");
        group.trend().forEach(trend::add);
        node.putObject("newest")
                .put("id", group.newest().id().toString())
                .put("description", group.newest().description())
                .put("message", group.newest().message());
    }
}
