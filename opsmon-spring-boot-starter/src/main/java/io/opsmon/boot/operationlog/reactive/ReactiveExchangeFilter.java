package io.opsmon.boot.operationlog.reactive;

import io.opsmon.internal.http.ClientAddressResolver;
import io.opsmon.masking.Masking;
import io.opsmon.operationlog.internal.CurrentHttpExchange;
import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Puts each exchange into the Reactor context for the operations inside, and completes the exchange when the request is
 * answered.
 */
final class ReactiveExchangeFilter implements WebFilter, Ordered {

    private final ClientAddressResolver addresses;
    private final Masking masking;

    ReactiveExchangeFilter(ClientAddressResolver addresses, Masking masking) {
        this.addresses = addresses;
        this.masking = masking;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ReactiveHttpExchange http = new ReactiveHttpExchange(exchange, addresses, masking);
        exchange.getResponse().beforeCommit(() -> Mono.fromRunnable(http::answered));
        return chain.filter(exchange)
                .doFinally(signal -> http.answered())
                .contextWrite(context -> context.put(CurrentHttpExchange.KEY, http));
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE + 100;
    }
}
