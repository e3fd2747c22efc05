package io.opsmon.boot.web.reactive;

import io.opsmon.boot.web.console.ConsoleFiles;
import io.opsmon.boot.web.routing.ApiRoutes;
import io.opsmon.boot.web.routing.Endpoint;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.http.server.PathContainer;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Answers requests for public files of the console and for open routes of the API, in front of the host's security. The
 * security of most hosts refuses every path that its configuration does not name. No other request is answered here, so
 * that the host's rules for other paths stay as they are.
 */
final class ReactiveOpenRoutesFilter implements WebFilter, Ordered {

    private final ApiRoutes api;
    private final ConsoleFiles console;
    private final Workers workers;

    ReactiveOpenRoutesFilter(ApiRoutes api, ConsoleFiles console, Workers workers) {
        this.api = api;
        this.console = console;
        this.workers = workers;
    }

    /** In front of the host's security, and inside of the filters that provide the current request. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE + 120;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        String method = exchange.getRequest().getMethod().name();
        PathContainer path = exchange.getRequest().getPath().pathWithinApplication();
        @Nullable Endpoint open = api.findOpen(method, path);
        @Nullable Endpoint endpoint = open == null ? console.findPublic(method, path) : open;
        return endpoint == null
                ? chain.filter(exchange)
                : ReactiveRoutes.answer(endpoint, exchange, workers).flatMap(answer -> answer.writeTo(exchange));
    }
}
