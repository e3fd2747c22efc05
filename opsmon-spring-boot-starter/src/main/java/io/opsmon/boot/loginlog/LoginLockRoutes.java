package io.opsmon.boot.loginlog;

import io.opsmon.boot.web.ApiException;
import io.opsmon.boot.web.ApiRequest;
import io.opsmon.boot.web.ApiResponse;
import io.opsmon.boot.web.ApiRoute;
import io.opsmon.boot.web.MenuCount;
import io.opsmon.boot.web.OpsmonPermissions;
import io.opsmon.boot.web.OverviewPart;
import io.opsmon.boot.web.RouteGroup;
import io.opsmon.log.LogPage;
import io.opsmon.loginlog.guard.AttemptGuard;
import io.opsmon.loginlog.guard.AttemptLock;
import java.util.List;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Lists and removes locks of the sign-in.
 *
 * <pre>
 *  GET    /login-locks         the current locks, newest first: {items: [{key, username, address, failures, since, until}]}; a lock without username blocks all users of the address
 *  DELETE /login-locks/{key}   removes a lock: {lifted: true}
 * </pre>
 */
final class LoginLockRoutes implements RouteGroup {

    private static final int LISTED = 500;
    private static final Pattern KEY = Pattern.compile("[0-9a-f]{32}");

    private final AttemptGuard guard;

    LoginLockRoutes(AttemptGuard guard) {
        this.guard = guard;
    }

    @Override
    public List<ApiRoute> routes() {
        return List.of(
                ApiRoute.get("/login-locks", OpsmonPermissions.LOGIN_LOG_READ, this::list),
                ApiRoute.delete("/login-locks/{key}", OpsmonPermissions.LOGIN_LOG_UNLOCK, this::unlock));
    }

    OverviewPart overview() {
        return new OverviewPart("locks", OpsmonPermissions.LOGIN_LOG_READ, language -> list());
    }

    MenuCount count() {
        return new MenuCount("locks", OpsmonPermissions.LOGIN_LOG_READ, () -> {
            int locks = guard.locks(LISTED).size();
            return new LogPage.Total(locks, locks < LISTED);
        });
    }

    private ApiResponse list(ApiRequest request) {
        return ApiResponse.json(list());
    }

    private ObjectNode list() {
        List<AttemptLock> locks = guard.locks(LISTED);
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode items = body.putArray("items");
        for (AttemptLock lock : locks) {
            ObjectNode item = items.addObject().put("key", lock.id());
            if (lock.username() != null) {
                item.put("username", lock.username());
            }
            item.put("address", lock.address())
                    .put("failures", lock.failures())
                    .put("since", lock.since().toString())
                    .put("until", lock.until().toString());
        }
        return body;
    }

    private ApiResponse unlock(ApiRequest request) {
        String key = request.pathVariable("key");
        if (!KEY.matcher(key).matches()) {
            throw ApiException.badRequest("key", "key must be the key of a lock in the list.");
        }
        if (guard.unlock(key).isEmpty()) {
            throw ApiException.notFound("The lock does not exist. It may have expired.");
        }
        return ApiResponse.json(JsonNodeFactory.instance.objectNode().put("lifted", true));
    }
}
