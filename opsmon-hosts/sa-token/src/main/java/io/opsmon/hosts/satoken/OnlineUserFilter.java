package io.opsmon.hosts.satoken;

import cn.dev33.satoken.stp.StpUtil;
import io.opsmon.client.Device;
import io.opsmon.http.CurrentHttpExchange;
import io.opsmon.http.HttpExchange;
import io.opsmon.http.SessionReference;
import io.opsmon.onlineuser.OnlineSession;
import io.opsmon.onlineuser.OnlineUserRegistry;
import io.opsmon.onlineuser.SessionKind;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** The lines of the host for online users. Runs directly after the filter of Sa-Token, which has the order -104. */
@Component
@Order(-103)
class OnlineUserFilter extends OncePerRequestFilter {

    private final OnlineUserRegistry registry;
    private final SessionReference references;
    private final CurrentHttpExchange exchanges;

    OnlineUserFilter(OnlineUserRegistry registry, SessionReference references, CurrentHttpExchange exchanges) {
        this.registry = registry;
        this.references = references;
        this.exchanges = exchanges;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        @Nullable String token = StpUtil.getTokenValue();
        if (token != null && registry.isKicked(references.of(token))) {
            StpUtil.kickoutByTokenValue(token);
        }
        chain.doFilter(request, response);
        @Nullable Object loginId = StpUtil.getLoginIdDefaultNull();
        if (loginId != null) {
            used(references.of(StpUtil.getTokenValue()), String.valueOf(loginId));
        } else if (token != null) {
            registry.remove(references.of(token));
        }
    }

    private void used(String ref, String user) {
        if (registry.touch(ref) != null) {
            return;
        }
        HttpExchange exchange = Objects.requireNonNull(exchanges.get());
        Instant now = Instant.now();
        Instant end = now.plusSeconds(StpUtil.getTokenTimeout());
        registry.seen(
                new OnlineSession(
                        ref,
                        user,
                        SessionKind.TOKEN,
                        exchange.clientIp(),
                        Device.UNKNOWN,
                        null,
                        "local",
                        now,
                        now,
                        end,
                        null),
                exchange.userAgent(),
                exchange.hints());
    }
}
