package io.opsmon.boot.instance;

import io.opsmon.http.ClientAddressResolver;
import io.opsmon.http.ClientRequest;
import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.server.WebSession;
import reactor.core.publisher.Mono;

/** Puts each reactive request into Reactor's context, for the sign-ins in it. */
final class ReactiveRequestFilter implements WebFilter, Ordered {

    private final ClientAddressResolver addresses;

    ReactiveRequestFilter(ClientAddressResolver addresses) {
        this.addresses = addresses;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ReactiveClientRequest request = new ReactiveClientRequest(exchange, addresses);
        return chain.filter(exchange)
                .then(Mono.defer(() -> request.isAwaited() ? done(exchange, request) : Mono.empty()))
                .contextWrite(context -> context.put(ClientRequest.class, request));
    }

    private static Mono<Void> done(ServerWebExchange exchange, ReactiveClientRequest request) {
        return exchange.getSession()
                .doOnNext(session -> request.done(session.isStarted() ? session.getId() : null))
                .map(WebSession::getId)
                .then();
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE + 90;
    }
}
