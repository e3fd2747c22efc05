package io.opsmon.hosts.shiro;

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
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.apache.shiro.SecurityUtils;
import org.apache.shiro.session.Session;
import org.apache.shiro.subject.Subject;
import org.jspecify.annotations.Nullable;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** The lines of the host for online users. Runs inside of the filter of Shiro. */
@Component
@Order(1)
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
        Subject subject = SecurityUtils.getSubject();
        @Nullable Session session = subject.getSession(false);
        @Nullable
        String ref = session == null ? null : references.of(session.getId().toString());
        if (ref != null && registry.isKicked(ref)) {
            subject.logout();
        }
        chain.doFilter(request, response);
        @Nullable Session left = subject.getSession(false);
        if (left != null && subject.isAuthenticated()) {
            used(
                    left,
                    subject.getPrincipals()
                            .oneByType(ShiroConfiguration.Account.class)
                            .username());
        } else if (ref != null) {
            registry.remove(ref);
        }
    }

    private void used(Session session, String user) {
        String ref = references.of(session.getId().toString());
        if (registry.touch(ref) != null) {
            return;
        }
        HttpExchange exchange = Objects.requireNonNull(exchanges.get());
        Instant now = Instant.now();
        Duration maxIdle = Duration.ofMillis(session.getTimeout());
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
                        maxIdle),
                exchange.userAgent(),
                exchange.hints());
    }
}
