package io.opsmon.hosts.ownsignin;

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
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** The lines of the host for online users: lists each session with a user, and ends terminated sessions. */
@Component
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
        @Nullable HttpSession session = request.getSession(false);
        @Nullable String ref = session == null ? null : references.of(session.getId());
        if (session != null && ref != null && registry.isKicked(ref)) {
            session.invalidate();
        }
        chain.doFilter(request, response);
        @Nullable HttpSession left = request.getSession(false);
        if (left != null && left.getAttribute("user") instanceof String user) {
            used(left, references.of(left.getId()), user);
        } else if (ref != null) {
            registry.remove(ref);
        }
    }

    private void used(HttpSession session, String ref, String user) {
        if (registry.touch(ref) != null) {
            return;
        }
        HttpExchange exchange = Objects.requireNonNull(exchanges.get());
        Instant now = Instant.now();
        Duration maxIdle = Duration.ofSeconds(session.getMaxInactiveInterval());
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
