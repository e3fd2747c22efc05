package io.opsmon.hosts.reactivesignin;

import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.http.CurrentHttpExchange;
import io.opsmon.http.HttpExchange;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The lines of the host for opsmon: the principal of the exchange as caller of the console. */
@Configuration
class OpsmonConfiguration {

    @Bean
    OpsmonAccess opsmonAccess(CurrentHttpExchange exchanges) {
        return new OpsmonAccess() {
            @Override
            public @Nullable String username() {
                @Nullable HttpExchange exchange = exchanges.get();
                return exchange == null ? null : exchange.username();
            }

            @Override
            public boolean isGranted(String permission) {
                return "admin".equals(username());
            }
        };
    }
}
