package io.opsmon.boot.web.console;

import io.opsmon.boot.web.ApiException;
import io.opsmon.boot.web.ApiRequest;
import io.opsmon.boot.web.ApiResponse;
import io.opsmon.boot.web.ApiRoute;
import io.opsmon.boot.web.CallerScope;
import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.boot.web.OverviewPart;
import io.opsmon.boot.web.RouteGroup;
import io.opsmon.boot.web.routing.Problems;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Serves the overview of all capabilities.
 *
 * <pre>
 *  GET /overview   one member for each enabled capability that the caller may see, written by its bean of type {@link OverviewPart}; a member that cannot be read is {problem}
 * </pre>
 */
final class OverviewRoutes implements RouteGroup {

    private final OpsmonAccess access;
    private final CallerScope scope;
    private final List<OverviewPart> parts;

    OverviewRoutes(OpsmonAccess access, CallerScope scope, List<OverviewPart> parts) {
        this.access = access;
        this.scope = scope;
        this.parts = parts;
    }

    @Override
    public List<ApiRoute> routes() {
        return List.of(ApiRoute.get("/overview", null, this::show).scoped());
    }

    private ApiResponse show(ApiRequest request) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        Locale language = request.language();
        boolean isRestricted = scope.isRestricted();
        parts.stream()
                .filter(part -> access.isGranted(part.permission()) && (part.isScoped() || !isRestricted))
                .forEach(part -> body.set(part.name(), read(part, language)));
        return ApiResponse.json(body);
    }

    /** Reads a part; a failure does not affect the other parts. */
    private JsonNode read(OverviewPart part, Locale language) {
        try {
            return part.reader().apply(language);
        } catch (RuntimeException failure) {
            return problem(Problems.of("The part " + part.name() + " of GET /overview", failure));
        }
    }

    private static ObjectNode problem(ApiException failure) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.putObject("problem")
                .put("status", failure.status())
                .put("title", failure.title())
                .put("detail", failure.getMessage());
        return node;
    }
}
