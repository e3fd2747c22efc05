package io.opsmon.hosts.reactivesignin;

import io.opsmon.client.Device;
import io.opsmon.http.HttpExchange;
import io.opsmon.http.SessionReference;
import io.opsmon.onlineuser.OnlineSession;
import io.opsmon.onlineuser.OnlineUserRegistry;
import io.opsmon.onlineuser.SessionKind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.server.WebSession;
import reactor.core.publisher.Mono;

/** The lines of the host for online users: lists each session with a user, and ends terminated sessions. */
@Component
@Order(-1)
class OnlineUserFilter implements WebFilter {

    private final OnlineUserRegistry registry;
    private final SessionReference references;

    OnlineUserFilter(OnlineUserRegistry registry, SessionReference references) {
        this.registry = registry;
        this.references = references;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        return exchange.getSession().flatMap(session -> {
            String ref = references.of(session.getId());
            return (registry.isKicked(ref) ? session.invalidate() : Mono.empty())
                    .then(chain.filter(exchange))
                    .then(Mono.deferContextual(context -> {
                        used(session, ref, context.get(HttpExchange.class));
                        return Mono.empty();
                    }));
        });
    }

    private void used(WebSession session, String before, HttpExchange exchange) {
        @Nullable String user = session.getAttribute("user");
        String ref = references.of(session.getId());
        if (user == null || !ref.equals(before)) {
            registry.remove(before);
        }
        if (user == null || registry.touch(ref) != null) {
            return;
        }
        Instant now = Instant.now();
        registry.seen(
                new OnlineSession(
                        ref,
                        user,
                        SessionKind.SESSION,
                        exchange.clientIp(),
                        Device.UNKNOWN,
                        null,
                        "local",
                        now,
                        now,
                        null,
                        null,
                        session.getMaxIdleTime()),
                exchange.userAgent(),
                exchange.hints());
    }
}
