package io.opsmon.boot.onlineuser.reactive;

import io.opsmon.boot.http.ReactiveHttpExchange;
import io.opsmon.boot.http.WebSessionContext;
import io.opsmon.http.HttpExchange;
import io.opsmon.internal.security.PrincipalName;
import io.opsmon.onlineuser.OnlineUserRegistry;
import io.opsmon.onlineuser.internal.security.OnlineSessions;
import io.opsmon.onlineuser.internal.security.TokenSessions;
import io.opsmon.onlineuser.security.KickedTokenException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.server.WebSession;
import reactor.core.publisher.Mono;

/**
 * Runs after Spring Security: records the use of the token with which the host's chain accepted the request. A filter
 * of the host that runs later may accept the token, too, so that a second filter of this class is the last filter.
 *
 * <p>A token that is terminated while its request is in the host's chain is refused with 401. The filter ignores users
 * of sessions.
 */
final class ReactiveAcceptedTokenFilter implements WebFilter, Ordered {

    private final TokenSessions tokens;
    private final OnlineUserRegistry registry;
    private final OnlineSessions sessions;
    private final int order;

    ReactiveAcceptedTokenFilter(TokenSessions tokens, OnlineUserRegistry registry, OnlineSessions sessions, int order) {
        this.tokens = tokens;
        this.registry = registry;
        this.sessions = sessions;
        this.order = order;
    }

    @Override
    public int getOrder() {
        return order;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        return Mono.deferContextual(context ->
                context.getOrDefault(HttpExchange.class, null) instanceof ReactiveHttpExchange http
                        ? ReactiveSecurityContextHolder.getContext()
                                .map(security -> isAdmitted(security.getAuthentication(), http))
                                .defaultIfEmpty(true)
                                .flatMap(admitted -> admitted ? chain.filter(exchange) : refuse(exchange))
                        : chain.filter(exchange));
    }

    private static Mono<Void> refuse(ServerWebExchange exchange) {
        exchange.getResponse().setStatusCode(HttpStatus.UNAUTHORIZED);
        exchange.getResponse().getHeaders().set("WWW-Authenticate", "Bearer error=\"invalid_token\"");
        return exchange.getResponse().setComplete();
    }

    /** Records the use of the credential; returns false if the credential is terminated. */
    private boolean isAdmitted(@Nullable Authentication authentication, ReactiveHttpExchange http) {
        if (authentication == null || isOfSession(http, authentication)) {
            return true;
        }
        try {
            if (!tokens.accepted(authentication, http)) {
                acceptSession(authentication, http);
            }
            return true;
        } catch (KickedTokenException kicked) {
            return false;
        }
    }

    /** Records a session in which the host keeps the user in its own way, without Spring Security's context. */
    private void acceptSession(Authentication authentication, ReactiveHttpExchange http) {
        @Nullable WebSession session = http.session();
        if (session == null || !tokens.isOfSession(authentication, http) || WebSessionContext.of(session) != null) {
            return;
        }
        String ref = sessions.ofSession(session.getId());
        if (!registry.isKicked(ref) && registry.touch(ref) == null) {
            WebSessions.note(
                    session,
                    registry.seen(
                            sessions.session(ref, PrincipalName.required(authentication), http),
                            http.userAgent(),
                            http.hints()));
        }
    }

    private static boolean isOfSession(ReactiveHttpExchange http, Authentication authentication) {
        @Nullable WebSession session = http.session();
        @Nullable SecurityContext context = session == null ? null : WebSessionContext.of(session);
        return context != null && authentication.equals(context.getAuthentication());
    }
}
