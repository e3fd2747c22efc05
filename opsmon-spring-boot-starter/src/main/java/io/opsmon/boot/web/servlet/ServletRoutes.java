package io.opsmon.boot.web.servlet;

import io.opsmon.boot.web.console.ConsoleFiles;
import io.opsmon.boot.web.routing.ApiRoutes;
import io.opsmon.boot.web.routing.Endpoint;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.PathContainer;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** Serves all routes of the API and the console as one router function. Thread-safe. */
final class ServletRoutes implements RouterFunction<ServerResponse> {

    private final ApiRoutes api;
    private final ConsoleFiles console;

    ServletRoutes(ApiRoutes api, ConsoleFiles console) {
        this.api = api;
        this.console = console;
    }

    @Override
    public Optional<HandlerFunction<ServerResponse>> route(ServerRequest request) {
        String method = request.method().name();
        PathContainer path = request.requestPath().pathWithinApplication();
        @Nullable Endpoint endpoint = api.find(method, path);
        if (endpoint == null) {
            endpoint = console.find(method, path);
        }
        if (endpoint == null) {
            return Optional.empty();
        }
        request.attributes().put(AnsweredRequests.ATTRIBUTE, true);
        request.attributes().put(RouterFunctions.MATCHING_PATTERN_ATTRIBUTE, endpoint.pattern());
        request.attributes().put(RouterFunctions.URI_TEMPLATE_VARIABLES_ATTRIBUTE, endpoint.variables());
        return Optional.of(handler(endpoint));
    }

    private static HandlerFunction<ServerResponse> handler(Endpoint endpoint) {
        return request -> ServletAnswer.of(
                endpoint.handler().handle(new ServletApiRequest(request, endpoint.variables())),
                endpoint.defaultHeaders());
    }
}
