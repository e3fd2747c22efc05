package io.opsmon.boot.onlineuser.reactive;

import io.opsmon.boot.onlineuser.OwnSession;
import io.opsmon.http.CurrentHttpExchange;
import io.opsmon.http.HttpExchange;
import io.opsmon.http.SessionReference;
import io.opsmon.onlineuser.OnlineUserRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;

/** Finds the caller's own session in reactive hosts that register their sessions themselves. */
@AutoConfiguration(after = OnlineUserReactiveAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnBean({OnlineUserRegistry.class, CurrentHttpExchange.class})
public final class ReactiveOwnSessionAutoConfiguration {

    ReactiveOwnSessionAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    OwnSession opsmonOwnSession(CurrentHttpExchange requests, SessionReference references) {
        return request -> {
            @Nullable HttpExchange current = requests.get();
            @Nullable String sessionId = current == null ? null : current.sessionId();
            return sessionId == null ? null : references.of(sessionId);
        };
    }
}
