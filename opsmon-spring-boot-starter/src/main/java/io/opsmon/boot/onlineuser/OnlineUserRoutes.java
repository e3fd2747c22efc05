package io.opsmon.boot.onlineuser;

import io.opsmon.boot.log.ClientJson;
import io.opsmon.boot.web.ApiException;
import io.opsmon.boot.web.ApiRequest;
import io.opsmon.boot.web.ApiResponse;
import io.opsmon.boot.web.ApiRoute;
import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.boot.web.OpsmonPermissions;
import io.opsmon.boot.web.OverviewPart;
import io.opsmon.boot.web.RouteGroup;
import io.opsmon.onlineuser.OnlineSession;
import io.opsmon.onlineuser.OnlineUserPage;
import io.opsmon.onlineuser.OnlineUserRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Lists and terminates sessions.
 *
 * <pre>
 *  GET    /online-users                            a page: {items, nextCursor, total: {value, relation}}; current is true for the caller's own session
 *  GET    /online-users/{ref}                      one session
 *  DELETE /online-users/{ref}?reason=              terminates a session: {kicked: 1}; the caller's own session only with self=true
 *  DELETE /online-users?username=&amp;reason=          terminates all sessions of a user: {kicked}; without the caller's own session, unless self=true
 * </pre>
 */
final class OnlineUserRoutes implements RouteGroup {

    private static final Pattern REFERENCE = Pattern.compile("[0-9a-f]{32}");
    private static final int MAX_REASON = 500;

    private final OpsmonAccess access;
    private final OnlineUserRegistry registry;
    private final OwnSession ownSession;
    private final Clock clock;

    OnlineUserRoutes(OpsmonAccess access, OnlineUserRegistry registry, OwnSession ownSession, Clock clock) {
        this.access = access;
        this.registry = registry;
        this.ownSession = ownSession;
        this.clock = clock;
    }

    @Override
    public List<ApiRoute> routes() {
        return List.of(
                ApiRoute.get("/online-users", OpsmonPermissions.ONLINE_USER_READ, this::find)
                        .withParameters(OnlineUserQueries.names()),
                ApiRoute.get("/online-users/{ref}", OpsmonPermissions.ONLINE_USER_READ, this::get),
                ApiRoute.delete("/online-users", OpsmonPermissions.ONLINE_USER_KICK, this::kickUser)
                        .withParameters("username", "reason", "self"),
                ApiRoute.delete("/online-users/{ref}", OpsmonPermissions.ONLINE_USER_KICK, this::kick)
                        .withParameters("reason", "self"));
    }

    /** Returns the number of online sessions. */
    OverviewPart overview() {
        return new OverviewPart("online", OpsmonPermissions.ONLINE_USER_READ, language -> {
            OnlineUserPage page = registry.find(OnlineUserQueries.FIRST);
            ObjectNode body = JsonNodeFactory.instance.objectNode();
            total(body, page);
            return body;
        });
    }

    private static void total(ObjectNode body, OnlineUserPage page) {
        body.putObject("total").put("value", page.total()).put("relation", page.exact() ? "eq" : "gte");
    }

    private ApiResponse find(ApiRequest request) {
        OnlineUserPage page = registry.find(OnlineUserQueries.read(request.params()));
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode items = body.putArray("items");
        @Nullable String own = ownSession.reference(request);
        Instant now = clock.instant();
        page.items().forEach(session -> items.add(json(session, own, now)));
        body.put("nextCursor", page.next() == null ? null : OnlineUserQueries.write(page.next()));
        total(body, page);
        return ApiResponse.json(body);
    }

    private ApiResponse get(ApiRequest request) {
        String ref = reference(request);
        OnlineSession session = registry.get(ref).orElseThrow(OnlineUserRoutes::gone);
        return ApiResponse.json(json(session, ownSession.reference(request), clock.instant()));
    }

    private ApiResponse kick(ApiRequest request) {
        String ref = reference(request);
        if (ref.equals(ownSession.reference(request)) && !isSelfMeant(request)) {
            throw ApiException.conflict("This is your own session. Add self=true to terminate it.");
        }
        if (registry.kick(ref, access.username(), reason(request)).isEmpty()) {
            throw gone();
        }
        return ApiResponse.json(JsonNodeFactory.instance.objectNode().put("kicked", 1));
    }

    private ApiResponse kickUser(ApiRequest request) {
        String username = request.required("username");
        @Nullable String kept = isSelfMeant(request) ? null : ownSession.reference(request);
        List<OnlineSession> ended = registry.kickUser(username, kept, access.username(), reason(request));
        return ApiResponse.json(JsonNodeFactory.instance.objectNode().put("kicked", ended.size()));
    }

    private static boolean isSelfMeant(ApiRequest request) {
        return request.param("self").orElse("false").equals("true");
    }

    private static @Nullable String reason(ApiRequest request) {
        String reason = request.param("reason").orElse("");
        if (reason.length() > MAX_REASON) {
            throw ApiException.badRequest("reason", "reason must be at most " + MAX_REASON + " characters.");
        }
        return reason.isBlank() ? null : reason;
    }

    static String reference(ApiRequest request) {
        String ref = request.pathVariable("ref");
        if (!REFERENCE.matcher(ref).matches()) {
            throw ApiException.badRequest("ref", "ref must be the reference of a session in the list.");
        }
        return ref;
    }

    static ApiException gone() {
        return ApiException.notFound("The session does not exist. It may have ended by itself.");
    }

    private static ObjectNode json(OnlineSession session, @Nullable String own, Instant now) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("ref", session.ref());
        json.put("username", session.username());
        json.put("kind", session.kind().name());
        json.set("client", ClientJson.write(session.clientIp(), null, session.device(), session.location()));
        json.put("node", session.node());
        json.put("since", session.since().toString());
        json.put("lastAccess", session.lastAccess().toString());
        // Clocks of nodes differ slightly.
        Duration idle = Duration.between(session.lastAccess(), now);
        json.put("idleMillis", Math.max(0, idle.toMillis()));
        if (session.expiresAt() != null) {
            json.put("expiresAt", session.expiresAt().toString());
        }
        json.put("current", session.ref().equals(own));
        return json;
    }
}
