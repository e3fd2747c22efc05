package io.opsmon.boot.http;

import io.opsmon.http.ClientRequest;
import io.opsmon.internal.http.ClientAddressResolver;
import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Puts each reactive request into Reactor's context, for sign-ins during the request. */
final class ReactiveRequestFilter implements WebFilter, Ordered {

    private final ClientAddressResolver addresses;

    ReactiveRequestFilter(ClientAddressResolver addresses) {
        this.addresses = addresses;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ReactiveClientRequest request = new ReactiveClientRequest(exchange, addresses);
        return chain.filter(exchange)
                .onErrorResume(failure -> done(exchange, request).then(Mono.error(failure)))
                .then(Mono.defer(() -> done(exchange, request)))
                .doOnCancel(() -> request.done(null))
                .contextWrite(context -> context.put(ClientRequest.class, request));
    }

    /** Runs the actions at the end of the request, even if the session cannot be read. */
    private static Mono<Void> done(ServerWebExchange exchange, ReactiveClientRequest request) {
        if (!request.isAwaited()) {
            return Mono.empty();
        }
        return exchange.getSession()
                .doOnNext(session -> request.done(session.isStarted() ? session.getId() : null))
                .then()
                .onErrorComplete()
                .doFinally(signal -> request.done(null));
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE + 90;
    }
}
