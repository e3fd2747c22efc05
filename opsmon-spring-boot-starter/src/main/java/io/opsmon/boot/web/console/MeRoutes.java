package io.opsmon.boot.web.console;

import io.opsmon.boot.web.ApiRequest;
import io.opsmon.boot.web.ApiResponse;
import io.opsmon.boot.web.ApiRoute;
import io.opsmon.boot.web.CallerScope;
import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.boot.web.OpsmonPermissions;
import io.opsmon.boot.web.OpsmonWebProperties;
import io.opsmon.boot.web.RouteGroup;
import io.opsmon.boot.web.SignOutOffer;
import io.opsmon.log.internal.export.ExportFormat;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Serves {@code GET /me}: the caller's name and permissions, the enabled capabilities, and the formats of exports. The
 * console shows its pages accordingly.
 */
final class MeRoutes implements RouteGroup {

    private final OpsmonAccess access;
    private final CallerScope scope;
    private final List<String> capabilities;
    private final OpsmonWebProperties properties;
    private final List<SignOutOffer> signOut;

    MeRoutes(
            OpsmonAccess access,
            CallerScope scope,
            List<String> capabilities,
            OpsmonWebProperties properties,
            List<SignOutOffer> signOut) {
        this.access = access;
        this.scope = scope;
        this.capabilities = capabilities;
        this.properties = properties;
        this.signOut = signOut;
    }

    @Override
    public List<ApiRoute> routes() {
        return List.of(ApiRoute.get("/me", null, this::me).scoped());
    }

    /** Adds the host's CSRF token for requests that change data; absent if the host has no such protection. */
    private static void csrf(ObjectNode me, ApiRequest request) {
        ApiRequest.@Nullable Csrf csrf = request.csrf();
        if (csrf != null) {
            me.putObject("csrf").put("header", csrf.header()).put("token", csrf.token());
        }
    }

    private ApiResponse me(ApiRequest request) {
        ObjectNode me = JsonNodeFactory.instance.objectNode();
        me.put("username", Objects.requireNonNull(access.username()));
        ArrayNode permissions = me.putArray("permissions");
        OpsmonPermissions.ALL.stream()
                .filter(access::isGranted)
                .filter(scope::permits)
                .forEach(permissions::add);
        capabilities.forEach(me.putArray("capabilities")::add);
        ArrayNode exportFormats = me.putArray("exportFormats");
        Arrays.stream(ExportFormat.values())
                .filter(ExportFormat::isAvailable)
                .forEach(format -> exportFormats.add(format.extension()));
        me.put("brand", properties.brand());
        ArrayNode links = me.putArray("links");
        properties
                .links()
                .forEach((name, url) -> links.addObject().put("name", name).put("url", url));
        me.put("signOut", signOut.stream().anyMatch(offer -> offer.isOffered(request)));
        if (properties.signOutUrl() != null) {
            me.put("signOutUrl", properties.signOutUrl());
        }
        csrf(me, request);
        return ApiResponse.json(me);
    }
}
