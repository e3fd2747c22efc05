package io.opsmon.boot.web;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.util.ClassUtils;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Serves {@code GET /me}: the caller's name and permissions, and the enabled capabilities. The console shows its pages
 * accordingly.
 */
final class MeRoutes {

    private static final boolean CSRF_PRESENT =
            ClassUtils.isPresent("org.springframework.security.web.csrf.CsrfToken", MeRoutes.class.getClassLoader());

    private final ApiRoutes api;
    private final OpsmonAccess access;
    private final List<String> capabilities;
    private final OpsmonWebProperties properties;

    MeRoutes(ApiRoutes api, OpsmonAccess access, List<String> capabilities, OpsmonWebProperties properties) {
        this.api = api;
        this.access = access;
        this.capabilities = capabilities;
        this.properties = properties;
    }

    RouterFunction<ServerResponse> routes() {
        return api.routes(builder -> builder.GET("/me", this::me));
    }

    /** Adds the host's CSRF token for requests that change data; absent if the host has no such protection. */
    private static void csrf(ObjectNode me, ServerRequest request) {
        if (CSRF_PRESENT
                && request.servletRequest().getAttribute(CsrfToken.class.getName()) instanceof CsrfToken token) {
            me.putObject("csrf").put("header", token.getHeaderName()).put("token", token.getToken());
        }
    }

    private ServerResponse me(ServerRequest request) {
        @Nullable String username = access.username();
        if (username == null) {
            throw ApiException.unauthorized();
        }
        ObjectNode me = JsonNodeFactory.instance.objectNode();
        me.put("username", username);
        ArrayNode permissions = me.putArray("permissions");
        OpsmonPermissions.ALL.stream().filter(access::isGranted).forEach(permissions::add);
        capabilities.forEach(me.putArray("capabilities")::add);
        me.put("brand", properties.brand());
        ArrayNode links = me.putArray("links");
        properties
                .links()
                .forEach((name, url) -> links.addObject().put("name", name).put("url", url));
        csrf(me, request);
        return api.json(me);
    }
}
