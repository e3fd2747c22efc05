package io.opsmon.boot.loginlog;

import io.opsmon.boot.log.ClientJson;
import io.opsmon.boot.log.Cursors;
import io.opsmon.boot.log.JsonMembers;
import io.opsmon.boot.log.QueryParameters;
import io.opsmon.boot.web.ApiRequest;
import io.opsmon.boot.web.ApiResponse;
import io.opsmon.boot.web.ApiRoute;
import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.boot.web.RouteGroup;
import io.opsmon.log.LogPage;
import io.opsmon.log.LogPageRequest;
import io.opsmon.loginlog.LoginClient;
import io.opsmon.loginlog.LoginEvent;
import io.opsmon.loginlog.LoginLogEntry;
import io.opsmon.loginlog.LoginLogFilter;
import io.opsmon.loginlog.LoginLogRepository;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Serves the caller's own sign-in attempts, without a permission.
 *
 * <pre>
 *  GET /me/logins?cursor=&amp;limit=   a page: {items, nextCursor}, the newest first
 * </pre>
 *
 * <p>An item has what the caller can know anyway: no message, no node and no trace.
 */
final class MyLoginRoutes implements RouteGroup {

    private static final QueryParameters<Query> PARAMETERS = new QueryParameters<>(Map.of(
            "cursor", (query, value) -> query.page = query.page.after(Cursors.decode(value)),
            "limit", (query, value) -> query.page = query.page.limited(QueryParameters.limit(value))));

    /** The parameters read so far. */
    private static final class Query {
        private LogPageRequest page = LogPageRequest.FIRST;
    }

    private final OpsmonAccess access;
    private final Supplier<LoginLogRepository> visible;

    MyLoginRoutes(OpsmonAccess access, Supplier<LoginLogRepository> visible) {
        this.access = access;
        this.visible = visible;
    }

    @Override
    public List<ApiRoute> routes() {
        return List.of(ApiRoute.get("/me/logins", null, this::find)
                .withParameters(PARAMETERS.names())
                .scoped());
    }

    private ApiResponse find(ApiRequest request) {
        String username = Objects.requireNonNull(access.username());
        Query query = PARAMETERS.read(request.params(), new Query());
        LogPage<LoginLogEntry> page = visible.get()
                .find(
                        LoginLogFilter.builder()
                                .username(username)
                                .event(LoginEvent.LOGIN)
                                .build(),
                        query.page);
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode items = body.putArray("items");
        page.items().stream()
                // Some collations ignore case and trailing blanks.
                .filter(entry -> username.equals(entry.username()))
                .forEach(entry -> items.add(json(entry)));
        body.put("nextCursor", page.next() == null ? null : Cursors.encode(page.next()));
        return ApiResponse.json(body);
    }

    private static ObjectNode json(LoginLogEntry entry) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("occurredAt", entry.occurredAt().toString());
        json.put("outcome", entry.outcome().name());
        JsonMembers.put(json, "method", entry.method());
        JsonMembers.put(
                json, "reason", entry.reason() == null ? null : entry.reason().name());
        @Nullable LoginClient client = entry.client();
        if (client != null) {
            json.set("client", ClientJson.write(client.ip(), null, client.device(), client.location()));
        }
        ArrayNode risks = json.putArray("risks");
        entry.risks().forEach(risk -> risks.add(risk.name()));
        json.put("attempts", entry.attempts());
        return json;
    }
}
