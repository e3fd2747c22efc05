package io.opsmon.boot.loginlog;

import io.opsmon.boot.web.ApiException;
import io.opsmon.boot.web.ApiRoutes;
import io.opsmon.boot.web.OpsmonPermissions;
import io.opsmon.boot.web.OverviewPart;
import io.opsmon.loginlog.guard.AttemptGuard;
import io.opsmon.loginlog.guard.AttemptLock;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
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
final class LoginLockRoutes {

    private static final int LISTED = 500;
    private static final Pattern KEY = Pattern.compile("[0-9a-f]{32}");

    private final ApiRoutes api;
    private final AttemptGuard guard;

    LoginLockRoutes(ApiRoutes api, AttemptGuard guard) {
        this.api = api;
        this.guard = guard;
    }

    RouterFunction<ServerResponse> routes() {
        return api.routes(
                builder -> builder.GET("/login-locks", api.requiring(OpsmonPermissions.LOGIN_LOG_READ, this::list))
                        .DELETE("/login-locks/{key}", api.requiring(OpsmonPermissions.LOGIN_LOG_UNLOCK, this::unlock)));
    }

    OverviewPart overview() {
        return new OverviewPart("locks", OpsmonPermissions.LOGIN_LOG_READ, language -> list());
    }

    private ServerResponse list(ServerRequest request) {
        return api.json(list());
    }

    private ObjectNode list() {
        List<AttemptLock> locks = ApiRoutes.fromRedis("the locks", () -> guard.locks(LISTED));
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

    private ServerResponse unlock(ServerRequest request) {
        String key = request.pathVariable("key");
        if (!KEY.matcher(key).matches()) {
            throw ApiException.badRequest("key", "key must be the key of a lock in the list.");
        }
        if (ApiRoutes.fromRedis("the locks", () -> guard.unlock(key)).isEmpty()) {
            throw ApiException.notFound("The lock does not exist. It may have expired.");
        }
        return api.json(JsonNodeFactory.instance.objectNode().put("lifted", true));
    }
}
