package io.opsmon.boot.onlineuser.reactive;

import io.opsmon.boot.http.ReactiveHttpExchange;
import io.opsmon.boot.http.WebSessionContext;
import io.opsmon.http.Credential;
import io.opsmon.http.HttpExchange;
import io.opsmon.internal.security.PrincipalName;
import io.opsmon.onlineuser.LocalSession;
import io.opsmon.onlineuser.OnlineUserRegistry;
import io.opsmon.onlineuser.internal.security.Begun;
import io.opsmon.onlineuser.internal.security.OnlineSessions;
import io.opsmon.onlineuser.internal.security.TokenSessions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.server.WebSession;
import reactor.core.publisher.Mono;

/**
 * Runs before Spring Security: records the use of sessions, ends kicked sessions, and hides kicked tokens. A request
 * with a kicked credential continues without a user, so that the host's own security answers: with its login page, or
 * 401.
 *
 * <p>Cost of a request with a known session: one keyed hash of the session id, two look-ups in maps of this process,
 * one volatile write. The session is read once for the filter and the host.
 */
final class ReactiveOnlineUserFilter implements WebFilter, Ordered {

    private final OnlineUserRegistry registry;
    private final OnlineSessions sessions;
    private final TokenSessions tokens;
    private final WebSessions webSessions;

    ReactiveOnlineUserFilter(
            OnlineUserRegistry registry, OnlineSessions sessions, TokenSessions tokens, WebSessions webSessions) {
        this.registry = registry;
        this.sessions = sessions;
        this.tokens = tokens;
        this.webSessions = webSessions;
    }

    /** Inside of the filter for the current request, outside of security. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE + 110;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        return Mono.deferContextual(
                context -> context.getOrDefault(HttpExchange.class, null) instanceof ReactiveHttpExchange http
                        ? filter(exchange, chain, http)
                        : chain.filter(exchange));
    }

    private Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain, ReactiveHttpExchange http) {
        // A user may be kicked while the request of the sign-in is served.
        Begun unusedBegin = http.attribute(Begun.class, sessions::begun);
        List<Credential> hidden = tokens.hidden(http);
        if (!webSessions.isNamedBy(exchange)) {
            return chain.filter(without(exchange, hidden));
        }
        AtomicReference<@Nullable WebSession> used = new AtomicReference<>();
        // Before the action of the host's session manager, which saves the session.
        exchange.getResponse().beforeCommit(() -> endIfKicked(used.get()));
        return exchange.getSession()
                .map(Optional::of)
                // The host's security receives the same failure.
                .onErrorReturn(Optional.empty())
                .defaultIfEmpty(Optional.empty())
                .flatMap(session -> serve(session.orElse(null), used, exchange, chain, http, hidden));
    }

    private Mono<Void> serve(
            @Nullable WebSession session,
            AtomicReference<@Nullable WebSession> used,
            ServerWebExchange exchange,
            WebFilterChain chain,
            ReactiveHttpExchange http,
            List<Credential> hidden) {
        if (session == null || !session.isStarted()) {
            return chain.filter(without(exchange, hidden));
        }
        String ref = sessions.ofSession(session.getId());
        if (registry.isKicked(ref)) {
            return withoutSession(session, exchange, chain, http, hidden);
        }
        @Nullable LocalSession known = registry.touch(ref);
        @Nullable LocalSession local = known == null ? notSeenYet(ref, session, http) : known;
        if (local == null) {
            return chain.filter(without(exchange, hidden));
        }
        used.set(session);
        local.entered();
        ServerWebExchange seen = without(exchange, hidden)
                .mutate()
                .response(new StreamsOfSession(exchange.getResponse(), local))
                .build();
        return chain.filter(seen)
                .onErrorResume(failure -> conclude(exchange, http, local).then(Mono.error(failure)))
                .then(Mono.defer(() -> conclude(exchange, http, local)))
                .doFinally(signal -> {
                    if (local.left() && registry.isKicked(ref)) {
                        var unused = WebSessions.end(session).subscribe();
                    }
                });
    }

    private static ServerWebExchange without(ServerWebExchange exchange, List<Credential> hidden) {
        return hidden.isEmpty()
                ? exchange
                : exchange.mutate()
                        .request(new WithoutCredentials(exchange.getRequest(), hidden))
                        .build();
    }

    /** Continues without the kicked session, whose id the host must not see either. */
    private Mono<Void> withoutSession(
            WebSession session,
            ServerWebExchange exchange,
            WebFilterChain chain,
            ReactiveHttpExchange http,
            List<Credential> hidden) {
        List<Credential> all = new ArrayList<>(hidden);
        all.addAll(WebSessions.placesOf(session.getId(), exchange.getRequest()));
        ServerWebExchange seen = without(exchange, all);
        return WebSessions.end(session).then(Mono.defer(() -> {
            http.replaceSession(webSessions.other(seen));
            return chain.filter(seen);
        }));
    }

    /**
     * Registers a session of another node, of the time before a restart, or of a sign-in without a manager that is
     * known. The user is read from Spring Security's context in the session.
     */
    private @Nullable LocalSession notSeenYet(String ref, WebSession session, ReactiveHttpExchange http) {
        @Nullable SecurityContext context = WebSessionContext.of(session);
        @Nullable Authentication authentication = context == null ? null : context.getAuthentication();
        if (authentication == null || !authentication.isAuthenticated()) {
            return null;
        }
        LocalSession local = registry.seen(
                sessions.session(ref, PrincipalName.required(authentication), http), http.userAgent(), http.hints());
        WebSessions.note(session, local);
        return local;
    }

    /** Ends a session that is terminated while its request is served. The request itself is answered. */
    private Mono<Void> endIfKicked(@Nullable WebSession session) {
        return session != null && session.isStarted() && registry.isKicked(sessions.ofSession(session.getId()))
                ? WebSessions.end(session)
                : Mono.empty();
    }

    /** Removes a session that ended with the request, by sign-out or a new sign-in, and notes its idle time. */
    private Mono<Void> conclude(ServerWebExchange exchange, ReactiveHttpExchange http, LocalSession local) {
        return exchange.getSession()
                .doOnNext(now -> {
                    if (!now.isStarted() || !local.session().ref().equals(sessions.ofSession(now.getId()))) {
                        registry.remove(local.session().ref());
                    } else {
                        registry.changed(local, sessions.maxIdle(http.sessionMaxIdle()));
                    }
                })
                .onErrorComplete()
                .then();
    }
}
