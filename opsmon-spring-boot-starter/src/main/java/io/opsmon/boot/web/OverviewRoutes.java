package io.opsmon.boot.web;

import java.util.List;
import java.util.Locale;
import org.springframework.dao.DataAccessException;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Serves the overview of all capabilities.
 *
 * <pre>
 *  GET /overview   one member for each enabled capability that the caller may read, written by its bean of type {@link OverviewPart}; a member that cannot be read is {problem}
 * </pre>
 */
final class OverviewRoutes {

    private final ApiRoutes api;
    private final OpsmonAccess access;
    private final List<OverviewPart> parts;

    OverviewRoutes(ApiRoutes api, OpsmonAccess access, List<OverviewPart> parts) {
        this.api = api;
        this.access = access;
        this.parts = parts;
    }

    RouterFunction<ServerResponse> routes() {
        return api.routes(builder -> builder.GET("/overview", this::show));
    }

    private ServerResponse show(ServerRequest request) {
        if (access.username() == null) {
            throw ApiException.unauthorized();
        }
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        Locale language = ApiRoutes.language(request);
        parts.stream()
                .filter(part -> access.isGranted(part.permission()))
                .forEach(part -> body.set(part.name(), read(part, language)));
        return api.json(body);
    }

    /** Reads a part; a failure does not affect the other parts. */
    private JsonNode read(OverviewPart part, Locale language) {
        try {
            return part.reader().apply(language);
        } catch (ApiException failure) {
            return problem(failure);
        } catch (DataAccessException failure) {
            return problem(ApiRoutes.ofDatabase("/overview", failure));
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
