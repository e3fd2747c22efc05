package io.opsmon.boot.onlineuser.reactive;

import io.opsmon.boot.onlineuser.ConsoleUse;
import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.boot.web.OpsmonWebProperties;
import io.opsmon.boot.web.routing.OpsmonWebAutoConfiguration;
import io.opsmon.internal.http.ClientAddressResolver;
import io.opsmon.onlineuser.internal.console.ConsoleSessions;
import io.opsmon.onlineuser.internal.security.TokenSessions;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.web.server.ServerWebExchange;

/** Configures the requests of sessions of the console in WebFlux hosts. */
@AutoConfiguration(after = {OnlineUserReactiveAutoConfiguration.class, OpsmonWebAutoConfiguration.class})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnProperty(
        name = {"opsmon.web.enabled", "opsmon.web.tickets.enabled"},
        matchIfMissing = true)
@ConditionalOnBean({WebSessions.class, TokenSessions.class, OpsmonAccess.class})
public final class ConsoleReactiveAutoConfiguration {

    ConsoleReactiveAutoConfiguration() {}

    @Bean
    ConsoleUse opsmonConsoleUse() {
        return request -> {
            @Nullable ServerWebExchange exchange = request.unwrap(ServerWebExchange.class);
            return exchange == null ? null : ReactiveConsoleCredentialFilter.use(exchange);
        };
    }

    @Bean
    ReactiveConsoleCredentialFilter opsmonReactiveConsoleCredentialFilter(
            ConsoleSessions sessions, ClientAddressResolver addresses, OpsmonWebProperties properties) {
        return new ReactiveConsoleCredentialFilter(sessions, addresses, properties.basePath() + "/api/v1/");
    }
}
