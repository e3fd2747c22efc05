package io.opsmon.boot.http;

import io.opsmon.http.CredentialResolver;
import io.opsmon.http.SessionReference;
import io.opsmon.internal.security.Credentials;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.security.core.Authentication;

/** Configures the search for tokens in requests. */
@AutoConfiguration(after = InstanceAutoConfiguration.class)
@ConditionalOnClass(Authentication.class)
@EnableConfigurationProperties(TokenProperties.class)
public final class TokenAutoConfiguration {

    TokenAutoConfiguration() {}

    @Bean
    @Lazy
    Credentials opsmonCredentials(
            ObjectProvider<CredentialResolver> resolvers, TokenProperties properties, SessionReference references) {
        return new Credentials(resolvers.orderedStream().toList(), properties.toSettings(), references);
    }
}
