package io.opsmon.boot.web.openapi;

import io.opsmon.boot.web.ApiRequest;
import io.opsmon.boot.web.ApiResponse;
import io.opsmon.boot.web.ApiRoute;
import io.opsmon.boot.web.RouteGroup;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.http.MediaType;
import org.springframework.util.function.SingletonSupplier;
import tools.jackson.databind.json.JsonMapper;

/**
 * Serves the OpenAPI document.
 *
 * <pre>
 *  GET /openapi.json   the OpenAPI 3.1 document of the routes that the application has; for every signed-in caller
 * </pre>
 */
final class OpenApiRoutes implements RouteGroup {

    private final Supplier<byte[]> document;

    /** Creates the route. The route table is complete only after the start. */
    OpenApiRoutes(Supplier<List<ApiRoute>> routes) {
        this.document =
                SingletonSupplier.of(() -> JsonMapper.shared().writeValueAsBytes(OpenApiDocument.of(routes.get())));
    }

    @Override
    public List<ApiRoute> routes() {
        return List.of(ApiRoute.get("/openapi.json", null, this::describe).scoped());
    }

    private ApiResponse describe(ApiRequest request) {
        return ApiResponse.bytes(200, MediaType.APPLICATION_JSON, document.get());
    }
}
