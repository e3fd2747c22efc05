package io.opsmon.boot.web.reactive;

import io.opsmon.boot.web.ApiResponse;
import io.opsmon.boot.web.console.ConsoleFiles;
import io.opsmon.boot.web.routing.ApiRoutes;
import io.opsmon.boot.web.routing.Endpoint;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.PathContainer;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Serves all routes of the API and the console as one router function. Thread-safe. */
final class ReactiveRoutes implements RouterFunction<ServerResponse> {

    private final ApiRoutes api;
    private final ConsoleFiles console;
    private final Workers workers;

    ReactiveRoutes(ApiRoutes api, ConsoleFiles console, Workers workers) {
        this.api = api;
        this.console = console;
        this.workers = workers;
    }

    @Override
    public Mono<HandlerFunction<ServerResponse>> route(ServerRequest request) {
        String method = request.method().name();
        PathContainer path = request.requestPath().pathWithinApplication();
        @Nullable Endpoint endpoint = api.find(method, path);
        if (endpoint == null) {
            endpoint = console.find(method, path);
        }
        if (endpoint == null) {
            return Mono.empty();
        }
        request.attributes().put(AnsweredExchanges.ATTRIBUTE, true);
        request.attributes().put(RouterFunctions.MATCHING_PATTERN_ATTRIBUTE, endpoint.pattern());
        request.attributes().put(RouterFunctions.URI_TEMPLATE_VARIABLES_ATTRIBUTE, endpoint.variables());
        return Mono.just(handler(endpoint));
    }

    private HandlerFunction<ServerResponse> handler(Endpoint endpoint) {
        return request -> answer(endpoint, request.exchange(), workers).cast(ServerResponse.class);
    }

    /** Calls a handler on a thread that may block. */
    static Mono<ReactiveAnswer> answer(Endpoint endpoint, ServerWebExchange exchange, Workers workers) {
        return workers.ofRequest()
                .flatMap(threads -> threads.call(() -> handle(endpoint, exchange), ApiResponse::close)
                        .map(answer ->
                                new ReactiveAnswer(answer, endpoint.defaultHeaders(), threads, new AtomicBoolean())));
    }

    private static ApiResponse handle(Endpoint endpoint, ServerWebExchange exchange) throws Exception {
        try (ReactiveApiRequest received = new ReactiveApiRequest(exchange, endpoint.variables())) {
            return endpoint.handler().handle(received);
        }
    }
}
