package io.opsmon.boot.onlineuser;

import io.opsmon.boot.log.ClientJson;
import io.opsmon.boot.web.ApiException;
import io.opsmon.boot.web.ApiRequest;
import io.opsmon.boot.web.ApiResponse;
import io.opsmon.boot.web.ApiRoute;
import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.boot.web.RouteGroup;
import io.opsmon.internal.cache.BoundedCache;
import io.opsmon.onlineuser.OnlineSession;
import io.opsmon.onlineuser.OnlineUserQuery;
import io.opsmon.onlineuser.OnlineUserRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Lists and terminates the caller's own sessions, without a permission.
 *
 * <pre>
 *  GET    /me/sessions         {items}; current is true for the session of the request
 *  DELETE /me/sessions         terminates all other sessions of the caller: {kicked}
 *  DELETE /me/sessions/{ref}   terminates another session of the caller: {kicked: 1}; the current one is a conflict
 * </pre>
 *
 * <p>A session of another user is answered like a session that does not exist. Each user may terminate sessions
 * {@value #MAX_CHANGES} times a minute on each node, because a termination writes to the store and to both logs.
 */
final class MySessionRoutes implements RouteGroup {

    private static final int MAX_CHANGES = 30;
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int REMEMBERED = 10_000;

    private final OpsmonAccess access;
    private final OnlineUserRegistry registry;
    private final OwnSession ownSession;
    private final Clock clock;
    private final BoundedCache<String, AtomicInteger> changes = BoundedCache.expiringAfterWrite(REMEMBERED, WINDOW);

    MySessionRoutes(OpsmonAccess access, OnlineUserRegistry registry, OwnSession ownSession, Clock clock) {
        this.access = access;
        this.registry = registry;
        this.ownSession = ownSession;
        this.clock = clock;
    }

    @Override
    public List<ApiRoute> routes() {
        return List.of(
                ApiRoute.get("/me/sessions", null, this::find).scoped(),
                ApiRoute.delete("/me/sessions", null, this::kickOthers).scoped(),
                ApiRoute.delete("/me/sessions/{ref}", null, this::kick).scoped());
    }

    private String username() {
        return Objects.requireNonNull(access.username());
    }

    private ApiResponse find(ApiRequest request) {
        String username = username();
        @Nullable String own = ownSession.reference(request);
        Instant now = clock.instant();
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode items = body.putArray("items");
        registry.find(OnlineUserQuery.ofUser(username)).items().stream()
                // Some collations ignore case and trailing blanks.
                .filter(session -> session.username().equals(username))
                .forEach(session -> items.add(json(session, own, now)));
        return ApiResponse.json(body);
    }

    private ApiResponse kickOthers(ApiRequest request) {
        String username = username();
        requireRare(username);
        List<OnlineSession> ended = registry.kickUser(username, ownSession.reference(request), username, null);
        return kicked(ended.size());
    }

    private ApiResponse kick(ApiRequest request) {
        String username = username();
        requireRare(username);
        String ref = OnlineUserRoutes.reference(request);
        if (ref.equals(ownSession.reference(request))) {
            throw ApiException.conflict("This is the session of the request. Sign out of the application to end it.")
                    .withCode("own-session");
        }
        boolean isOwn = registry.get(ref)
                .filter(session -> session.username().equals(username))
                .isPresent();
        if (!isOwn || registry.kick(ref, username, null).isEmpty()) {
            throw OnlineUserRoutes.gone();
        }
        return kicked(1);
    }

    private static ApiResponse kicked(int count) {
        return ApiResponse.json(JsonNodeFactory.instance.objectNode().put("kicked", count));
    }

    private void requireRare(String username) {
        if (changes.get(username, first -> new AtomicInteger()).incrementAndGet() > MAX_CHANGES) {
            throw ApiException.tooManyRequests(
                    "You have terminated sessions too often. Try again in a minute.", WINDOW);
        }
    }

    private static ObjectNode json(OnlineSession session, @Nullable String own, Instant now) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("ref", session.ref());
        json.put("kind", session.kind().name());
        json.set("client", ClientJson.write(session.clientIp(), null, session.device(), session.location()));
        json.put("since", session.since().toString());
        json.put("lastAccess", session.lastAccess().toString());
        // Clocks of nodes differ slightly.
        json.put(
                "idleMillis",
                Math.max(0, Duration.between(session.lastAccess(), now).toMillis()));
        if (session.expiresAt() != null) {
            json.put("expiresAt", session.expiresAt().toString());
        }
        json.put("current", session.ref().equals(own));
        return json;
    }
}
