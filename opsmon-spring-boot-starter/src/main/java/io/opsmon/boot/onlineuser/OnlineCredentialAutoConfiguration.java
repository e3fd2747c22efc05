package io.opsmon.boot.onlineuser;

import io.opsmon.boot.http.Instance;
import io.opsmon.boot.http.TokenAutoConfiguration;
import io.opsmon.http.SessionReference;
import io.opsmon.internal.security.Credentials;
import io.opsmon.internal.security.TokenUse;
import io.opsmon.onlineuser.OnlineUserRegistry;
import io.opsmon.onlineuser.internal.security.OnlineSessions;
import io.opsmon.onlineuser.internal.security.TokenSessions;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationToken;
import org.springframework.util.function.SingletonSupplier;

/** Configures the sessions and tokens of hosts with Spring Security, the same on every web stack. */
@AutoConfiguration(after = {OnlineUserAutoConfiguration.class, TokenAutoConfiguration.class})
@ConditionalOnWebApplication
@ConditionalOnClass(PreAuthenticatedAuthenticationToken.class)
@ConditionalOnBean(OnlineUserRegistry.class)
public final class OnlineCredentialAutoConfiguration {

    OnlineCredentialAutoConfiguration() {}

    @Bean
    OnlineSessions opsmonOnlineSessions(
            SessionReference references,
            ObjectProvider<StoredSessionId> storedIds,
            Instance instance,
            OnlineUserProperties properties,
            ObjectProvider<Clock> clock) {
        return new OnlineSessions(
                references,
                storedIds.getIfAvailable(() -> request -> null)::of,
                instance.node(),
                properties.rememberMeCookie(),
                properties.touchInterval(),
                clock.getIfUnique(Clock::systemUTC));
    }

    @Bean
    TokenSessions opsmonTokenSessions(
            OnlineUserRegistry registry,
            OnlineSessions sessions,
            Credentials credentials,
            ObjectProvider<TokenUse> uses) {
        SingletonSupplier<TokenUse> use = SingletonSupplier.ofNullable(uses::getIfUnique);
        return new TokenSessions(registry, sessions, credentials, use);
    }
}
