package io.opsmon.boot.datachange;

import io.opsmon.boot.log.AccessAudit;
import io.opsmon.boot.log.CountJson;
import io.opsmon.boot.log.QueryParameters;
import io.opsmon.boot.web.ApiException;
import io.opsmon.boot.web.ApiRequest;
import io.opsmon.boot.web.ApiResponse;
import io.opsmon.boot.web.ApiRoute;
import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.boot.web.OpsmonPermissions;
import io.opsmon.boot.web.RouteGroup;
import io.opsmon.datachange.internal.CapturedTable;
import io.opsmon.datachange.internal.ChangeAction;
import io.opsmon.datachange.internal.DataChange;
import io.opsmon.datachange.internal.DataChangeFilter;
import io.opsmon.datachange.internal.TriggerUpkeep;
import io.opsmon.datachange.internal.jdbc.ChangeErasure;
import io.opsmon.datachange.internal.jdbc.JdbcDataChanges;
import io.opsmon.log.HeldEntriesException;
import io.opsmon.log.internal.AdministrativeOperation;
import java.math.BigInteger;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Serves data changes, the newest first. Verification, findings, legal holds and removal have the routes of the logs.
 *
 * <pre>
 *  GET    /data-changes                        a page: {items, nextCursor}; table and key select the history of one row
 *  DELETE /data-changes/values?table=&amp;key=     erases the recorded values of one row: {changed}
 *  GET    /data-changes/tables                 the tables whose changes are recorded, and the problems of others
 *  GET    /operation-logs/{id}/data-changes    a page of the changes of one operation
 * </pre>
 */
final class DataChangeRoutes implements RouteGroup {

    private static final int DEFAULT_LIMIT = 50;
    private static final Pattern CURSOR = Pattern.compile("[0-9]{1,30}");

    private static final QueryParameters<Query> PAGE = new QueryParameters<>(Map.of(
            "cursor", (query, value) -> query.before = cursor(value),
            "limit", (query, value) -> query.limit = QueryParameters.limit(value)));

    private static final Map<String, BiConsumer<Query, String>> FILTERS = Map.ofEntries(
            Map.entry("table", (query, value) -> query.table = value),
            Map.entry("key", (query, value) -> query.key = value),
            Map.entry(
                    "action",
                    (query, value) -> query.action = QueryParameters.constant("action", ChangeAction.class, value)),
            Map.entry("column", (query, value) -> query.column = value),
            Map.entry("oldValue", (query, value) -> query.oldValue = value),
            Map.entry("newValue", (query, value) -> query.newValue = value),
            Map.entry("operator", (query, value) -> query.operator = value),
            Map.entry("operation", (query, value) -> query.operation = id("operation", value)),
            Map.entry("outside", (query, value) -> query.outside = QueryParameters.bool("outside", value)),
            Map.entry("from", (query, value) -> query.from = QueryParameters.instant("from", value)),
            Map.entry("to", (query, value) -> query.to = QueryParameters.instant("to", value)));

    /** The filters without a page. */
    static final QueryParameters<Query> UNPAGED = new QueryParameters<>(FILTERS);

    private static final QueryParameters<Query> PARAMETERS = new QueryParameters<>(paged());

    private static Map<String, BiConsumer<Query, String>> paged() {
        Map<String, BiConsumer<Query, String>> parameters = new HashMap<>(FILTERS);
        parameters.put("cursor", (query, value) -> query.before = cursor(value));
        parameters.put("limit", (query, value) -> query.limit = QueryParameters.limit(value));
        return parameters;
    }

    /** The parameters read so far. */
    static final class Query {
        private @Nullable String table;
        private @Nullable String key;
        private @Nullable ChangeAction action;
        private @Nullable String column;
        private @Nullable String oldValue;
        private @Nullable String newValue;
        private @Nullable String operator;
        private @Nullable UUID operation;
        private @Nullable Boolean outside;
        private @Nullable Instant from;
        private @Nullable Instant to;
        private @Nullable BigInteger before;
        private int limit = DEFAULT_LIMIT;

        DataChangeFilter filter() {
            return new DataChangeFilter(
                    table, key, action, column, oldValue, newValue, operator, operation, outside, from, to);
        }
    }

    private final OpsmonAccess access;
    private final JdbcDataChanges changes;
    private final ChangeErasure erasure;
    private final TriggerMaintenance triggers;
    private final DataChangeJson json;
    private final AccessAudit audit;
    private final ApplicationEventPublisher events;

    DataChangeRoutes(
            OpsmonAccess access,
            JdbcDataChanges changes,
            ChangeErasure erasure,
            TriggerMaintenance triggers,
            DataChangeJson json,
            AccessAudit audit,
            ApplicationEventPublisher events) {
        this.access = access;
        this.changes = changes;
        this.erasure = erasure;
        this.triggers = triggers;
        this.json = json;
        this.audit = audit;
        this.events = events;
    }

    @Override
    public List<ApiRoute> routes() {
        return List.of(
                ApiRoute.get("/data-changes", OpsmonPermissions.DATA_CHANGE_READ, this::find)
                        .withParameters(PARAMETERS.names()),
                ApiRoute.get("/data-changes/count", OpsmonPermissions.DATA_CHANGE_READ, this::count)
                        .withParameters(UNPAGED.names()),
                ApiRoute.delete("/data-changes/values", OpsmonPermissions.DATA_CHANGE_DELETE, this::erase)
                        .withParameters("table", "key"),
                ApiRoute.get("/data-changes/tables", OpsmonPermissions.DATA_CHANGE_READ, this::tables),
                ApiRoute.get("/operation-logs/{id}/data-changes", OpsmonPermissions.DATA_CHANGE_READ, this::ofOperation)
                        .withParameters(PAGE.names()));
    }

    private ApiResponse find(ApiRequest request) {
        Query query = PARAMETERS.read(request.params(), new Query());
        audit.listedDataChanges(request.params(), access.operator());
        return page(query.filter(), query);
    }

    private ApiResponse count(ApiRequest request) {
        Query query = UNPAGED.read(request.params(), new Query());
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        CountJson.write(body, changes.count(query.filter()));
        return ApiResponse.json(body);
    }

    private ApiResponse ofOperation(ApiRequest request) {
        Query query = PAGE.read(request.params(), new Query());
        query.operation = id("id", request.pathVariable("id"));
        return page(query.filter(), query);
    }

    private ApiResponse page(DataChangeFilter filter, Query query) {
        List<DataChange> found = changes.find(filter, query.before, query.limit + 1);
        boolean hasNext = found.size() > query.limit;
        List<DataChange> page = hasNext ? found.subList(0, query.limit) : found;
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode items = body.putArray("items");
        page.forEach(change -> items.add(json.write(change)));
        body.put("nextCursor", hasNext ? page.get(page.size() - 1).id().toString() : null);
        return ApiResponse.json(body);
    }

    private ApiResponse erase(ApiRequest request) {
        String table = request.required("table");
        long changed;
        try {
            changed = erasure.eraseValues(table, request.required("key"));
        } catch (HeldEntriesException held) {
            throw ApiException.conflict(Objects.requireNonNull(held.getMessage()));
        }
        // The entry does not contain the key, which may name a person.
        events.publishEvent(AdministrativeOperation.of(
                "CLEAN", "erased the recorded values of one row of " + table + " in " + changed + " data changes"));
        return ApiResponse.json(JsonNodeFactory.instance.objectNode().put("changed", changed));
    }

    private ApiResponse tables(ApiRequest request) {
        TriggerUpkeep.Result result = triggers.last();
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode items = body.putArray("items");
        result.captured().stream()
                .map(CapturedTable::label)
                .distinct()
                .sorted()
                .forEach(table -> items.addObject().put("table", table));
        ArrayNode problems = body.putArray("problems");
        result.problems().forEach(problem -> {
            ObjectNode item = problems.addObject().put("table", problem.table()).put("message", problem.message());
            ArrayNode ddl = item.putArray("statements");
            problem.ddl().forEach(ddl::add);
        });
        return ApiResponse.json(body);
    }

    private static BigInteger cursor(String value) {
        if (CURSOR.matcher(value).matches()) {
            return new BigInteger(value);
        }
        throw ApiException.badRequest("cursor", "cursor must be the nextCursor of an earlier answer.");
    }

    static UUID id(String name, String value) {
        try {
            return UUID.fromString(value);
        } catch (IllegalArgumentException malformed) {
            throw ApiException.badRequest(name, name + " must be the identifier of an entry.");
        }
    }
}
