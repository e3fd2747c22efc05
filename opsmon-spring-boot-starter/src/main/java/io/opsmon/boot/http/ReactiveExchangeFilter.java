package io.opsmon.boot.http;

import io.opsmon.http.HttpExchange;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebExchangeDecorator;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.server.WebSession;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;

/**
 * Puts each exchange into Reactor's context, and completes the exchange when the request is answered; outermost filter
 * of opsmon in reactive hosts.
 */
final class ReactiveExchangeFilter implements WebFilter, Ordered {

    private final ExchangeSettings settings;

    ReactiveExchangeFilter(ExchangeSettings settings) {
        this.settings = settings;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ReactiveHttpExchange http = new ReactiveHttpExchange(exchange, settings);
        Noting noting = new Noting(exchange, http);
        exchange.getResponse().beforeCommit(() -> Mono.fromRunnable(http::commits));
        return chain.filter(noting)
                .doOnError(http::failed)
                .onErrorResume(failure -> served(noting, http).then(Mono.error(failure)))
                .then(Mono.defer(() -> served(noting, http)))
                .doFinally(signal -> {
                    http.served();
                    http.finished(signal == SignalType.CANCEL);
                })
                .contextWrite(context -> context.put(HttpExchange.class, http));
    }

    /** Runs the actions at the end of the request, even if the session cannot be read. */
    private static Mono<Void> served(ServerWebExchange exchange, ReactiveHttpExchange http) {
        if (!http.isServiceAwaited()) {
            return Mono.empty();
        }
        return exchange.getSession().then().onErrorComplete().then(Mono.fromRunnable(http::served));
    }

    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE + 90;
    }

    /** Notes the session that the host reads. A terminated session is replaced. */
    private static final class Noting extends ServerWebExchangeDecorator {

        private final ReactiveHttpExchange http;

        Noting(ServerWebExchange exchange, ReactiveHttpExchange http) {
            super(exchange);
            this.http = http;
        }

        @Override
        public Mono<WebSession> getSession() {
            @Nullable Mono<WebSession> replacement = http.replacement();
            return (replacement == null ? super.getSession() : replacement).doOnNext(http::noteSession);
        }
    }
}
