package io.opsmon.hosts.reactivesignin;

import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Makes the user of the session the principal of the exchange. */
@Component
@Order(0)
class SignInFilter implements WebFilter {

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        return exchange.getSession().flatMap(session -> {
            @Nullable String user = session.getAttribute("user");
            return chain.filter(
                    user == null
                            ? exchange
                            : exchange.mutate().principal(Mono.just(() -> user)).build());
        });
    }
}
