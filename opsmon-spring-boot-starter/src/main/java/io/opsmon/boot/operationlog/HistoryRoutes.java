package io.opsmon.boot.operationlog;

import io.opsmon.boot.log.AccessAudit;
import io.opsmon.boot.log.Cursors;
import io.opsmon.boot.log.JsonMembers;
import io.opsmon.boot.log.LogResource;
import io.opsmon.boot.log.QueryParameters;
import io.opsmon.boot.web.ApiException;
import io.opsmon.boot.web.ApiRequest;
import io.opsmon.boot.web.ApiResponse;
import io.opsmon.boot.web.ApiRoute;
import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.boot.web.RouteGroup;
import io.opsmon.log.LogPage;
import io.opsmon.log.LogPageRequest;
import io.opsmon.log.Outcome;
import io.opsmon.log.ValueFilter;
import io.opsmon.operationlog.Change;
import io.opsmon.operationlog.HistoryAccess;
import io.opsmon.operationlog.OperationAction;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogFilter;
import io.opsmon.operationlog.Operator;
import io.opsmon.operationlog.Resource;
import io.opsmon.operationlog.internal.change.ChangeText;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Serves the history of one resource for pages of the host.
 *
 * <pre>
 *  GET /history?resourceType=&amp;resourceId=   a page: {items, nextCursor}, the newest first
 * </pre>
 *
 * <p>An item has the members that the history widget shows, and no other: time, name of the operator, and either the
 * changes or, without changes, the description. Failed operations and reads are no part of a history.
 */
final class HistoryRoutes implements RouteGroup {

    private static final ValueFilter CHANGING = ValueFilter.except(OperationAction.QUERY, OperationAction.EXPORT);

    private static final QueryParameters<Query> PARAMETERS = new QueryParameters<>(Map.of(
            "resourceType", (query, value) -> query.type = value,
            "resourceId", (query, value) -> query.id = value,
            "cursor", (query, value) -> query.page = query.page.after(Cursors.decode(value)),
            "limit", (query, value) -> query.page = query.page.limited(QueryParameters.limit(value))));

    /** The parameters read so far. */
    private static final class Query {
        private String type = "";
        private String id = "";
        private LogPageRequest page = LogPageRequest.FIRST;
    }

    private final OpsmonAccess access;
    private final HistoryAccess histories;
    private final LogResource<OperationLogEntry, OperationLogFilter> log;
    private final ChangeText text;
    private final AccessAudit audit;

    HistoryRoutes(
            OpsmonAccess access,
            HistoryAccess histories,
            LogResource<OperationLogEntry, OperationLogFilter> log,
            ChangeText text,
            AccessAudit audit) {
        this.access = access;
        this.histories = histories;
        this.log = log;
        this.text = text;
        this.audit = audit;
    }

    @Override
    public List<ApiRoute> routes() {
        return List.of(ApiRoute.get("/history", null, this::find)
                .withParameters(PARAMETERS.names())
                .scoped());
    }

    private ApiResponse find(ApiRequest request) {
        Query query = PARAMETERS.read(request.params(), new Query());
        Resource resource = new Resource(request.required("resourceType"), request.required("resourceId"));
        if (!histories.isReadable(query.type, query.id)) {
            throw ApiException.refused("You may not read the history of this resource.")
                    .withCode("history-not-readable");
        }
        LogPage<OperationLogEntry> page = log.visible()
                .find(
                        OperationLogFilter.builder()
                                .resourceType(ValueFilter.equalTo(query.type))
                                .resourceId(ValueFilter.equalTo(query.id))
                                .outcome(ValueFilter.equalTo(Outcome.SUCCESS))
                                .action(CHANGING)
                                .build(),
                        query.page);
        audit.listed(log, request.params(), access.operator());
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode items = body.putArray("items");
        page.items().stream()
                // Some collations ignore case and trailing blanks; access was decided for the exact identifier.
                .filter(entry -> Objects.equals(entry.resource(), resource))
                .forEach(entry -> items.add(json(entry, request.language())));
        body.put("nextCursor", page.next() == null ? null : Cursors.encode(page.next()));
        return ApiResponse.json(body);
    }

    private ObjectNode json(OperationLogEntry entry, Locale reader) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("occurredAt", entry.occurredAt().toString());
        @Nullable Operator operator = entry.operator();
        if (operator != null) {
            json.put("operator", operator.name() == null ? operator.id() : operator.name());
        }
        if (entry.changes().isEmpty()) {
            json.put("description", entry.description());
        }
        ArrayNode changes = json.putArray("changes");
        entry.changes().forEach(change -> changes.add(json(change, reader)));
        return json;
    }

    private ObjectNode json(Change change, Locale reader) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("label", text.label(change, reader)).put("type", change.type().name());
        JsonMembers.put(json, "old", change.oldValue());
        JsonMembers.put(json, "new", change.newValue());
        return json;
    }
}
