package io.opsmon.boot.http;

import io.opsmon.http.CurrentHttpExchange;
import io.opsmon.http.SessionReference;
import io.opsmon.internal.http.ClientAddressResolver;
import io.opsmon.internal.http.ThreadHttpExchange;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/** Configures the names and references that the capabilities share. */
@AutoConfiguration
@EnableConfigurationProperties(InstanceProperties.class)
public final class InstanceAutoConfiguration {

    InstanceAutoConfiguration() {}

    @Bean
    @Lazy
    @ConditionalOnMissingBean
    Instance opsmonInstance(InstanceProperties properties, Environment environment) {
        String application = properties.application() != null
                ? properties.application()
                : environment.getProperty("spring.application.name", "application");
        return new Instance(application, properties.node() != null ? properties.node() : hostName());
    }

    private static String hostName() {
        // Container platforms and shells set this variable; a broken resolver may take seconds.
        @Nullable String hostname = System.getenv("HOSTNAME");
        if (StringUtils.hasText(hostname)) {
            return hostname;
        }
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "unknown";
        }
    }

    @Bean
    @ConditionalOnMissingBean
    CurrentHttpExchange opsmonCurrentHttpExchange() {
        return new ThreadHttpExchange();
    }

    @Bean
    ClientAddressResolver opsmonClientAddressResolver(InstanceProperties properties) {
        InstanceProperties.Client client = properties.client();
        return new ClientAddressResolver(client.trustedProxies(), client.header(), client.precision());
    }

    @Bean
    @Lazy
    @ConditionalOnMissingBean
    SessionReference opsmonSessionReference(InstanceProperties properties) {
        return new SessionReference(properties.sessionReferenceKey());
    }
}
