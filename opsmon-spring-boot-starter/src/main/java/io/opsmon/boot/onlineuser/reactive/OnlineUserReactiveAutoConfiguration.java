package io.opsmon.boot.onlineuser.reactive;

import io.opsmon.boot.http.ReactiveExchangeAutoConfiguration;
import io.opsmon.boot.onlineuser.OnlineCredentialAutoConfiguration;
import io.opsmon.boot.onlineuser.OwnSession;
import io.opsmon.boot.security.ReactiveManagerWrapper;
import io.opsmon.http.CurrentHttpExchange;
import io.opsmon.http.HttpExchange;
import io.opsmon.onlineuser.OnlineUserRegistry;
import io.opsmon.onlineuser.internal.console.ConsoleSessions;
import io.opsmon.onlineuser.internal.security.OnlineSessions;
import io.opsmon.onlineuser.internal.security.ReactiveSignIns;
import io.opsmon.onlineuser.internal.security.TokenSessions;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.security.web.server.WebFilterChainProxy;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.session.WebSessionManager;

/** Configures online users of WebFlux hosts with reactive Spring Security. */
@AutoConfiguration(
        after = {OnlineCredentialAutoConfiguration.class, ReactiveExchangeAutoConfiguration.class},
        afterName = "org.springframework.boot.webflux.autoconfigure.WebFluxAutoConfiguration")
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnClass(WebFilterChainProxy.class)
@ConditionalOnBean({OnlineUserRegistry.class, TokenSessions.class, WebSessionManager.class})
public final class OnlineUserReactiveAutoConfiguration {

    /** Spring Security's order. */
    private static final int SECURITY_FILTER_ORDER = -100;

    OnlineUserReactiveAutoConfiguration() {}

    @Bean
    WebSessions opsmonWebSessions(WebSessionManager manager) {
        return new WebSessions(manager);
    }

    @Bean
    static ReactiveManagerWrapper opsmonReactiveSignIns(
            ObjectProvider<OnlineUserRegistry> registry,
            ObjectProvider<OnlineSessions> sessions,
            ObjectProvider<TokenSessions> tokens) {
        return manager -> new ReactiveSignIns(
                manager, registry.getObject(), sessions.getObject(), tokens.getObject(), WebSessions::registered);
    }

    @Bean
    ReactiveOnlineUserFilter opsmonReactiveOnlineUserFilter(
            OnlineUserRegistry registry, OnlineSessions sessions, TokenSessions tokens, WebSessions webSessions) {
        return new ReactiveOnlineUserFilter(registry, sessions, tokens, webSessions);
    }

    /** Directly after Spring Security's filter, which has accepted the request's credential by then. */
    @Bean
    ReactiveAcceptedTokenFilter opsmonReactiveAcceptedTokenFilter(
            TokenSessions tokens, OnlineUserRegistry registry, OnlineSessions sessions) {
        return new ReactiveAcceptedTokenFilter(tokens, registry, sessions, SECURITY_FILTER_ORDER + 1);
    }

    /** Behind the filters of the host, which may have accepted the request's credential by then. */
    @Bean
    ReactiveAcceptedTokenFilter opsmonLastReactiveAcceptedTokenFilter(
            TokenSessions tokens, OnlineUserRegistry registry, OnlineSessions sessions) {
        return new ReactiveAcceptedTokenFilter(tokens, registry, sessions, Ordered.LOWEST_PRECEDENCE);
    }

    @Bean
    OwnSession opsmonOwnSession(CurrentHttpExchange requests, TokenSessions tokens, OnlineSessions sessions) {
        return request -> {
            // Before the token, because a session of the console repeats its token.
            @Nullable ServerWebExchange exchange = request.unwrap(ServerWebExchange.class);
            ConsoleSessions.@Nullable Use console =
                    exchange == null ? null : ReactiveConsoleCredentialFilter.use(exchange);
            return console == null ? own(requests.get(), tokens, sessions) : console.ref();
        };
    }

    private static @Nullable String own(@Nullable HttpExchange current, TokenSessions tokens, OnlineSessions sessions) {
        @Nullable String token = current == null ? null : tokens.own(current);
        if (token != null || current == null) {
            return token;
        }
        @Nullable String sessionId = current.isSessionOfUser() ? current.sessionId() : null;
        return sessionId == null ? null : sessions.ofSession(sessionId);
    }
}
