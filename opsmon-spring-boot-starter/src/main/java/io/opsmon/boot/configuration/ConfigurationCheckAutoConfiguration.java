package io.opsmon.boot.configuration;

import io.opsmon.boot.health.OpsmonHealthAutoConfiguration;
import io.opsmon.boot.health.Problems;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.io.ResourceLoader;

/** Checks the names of {@code opsmon.*} properties at start. */
@AutoConfiguration(after = OpsmonHealthAutoConfiguration.class)
@EnableConfigurationProperties(StrictConfigurationProperties.class)
public final class ConfigurationCheckAutoConfiguration {

    private static final Logger log = LoggerFactory.getLogger(ConfigurationCheckAutoConfiguration.class);

    ConfigurationCheckAutoConfiguration() {}

    @Bean
    static InitializingBean opsmonConfigurationCheck(
            ConfigurableEnvironment environment,
            ResourceLoader resources,
            StrictConfigurationProperties properties,
            Problems problems) {
        return () -> {
            @Nullable String unknown = unknown(environment, resources);
            if (unknown == null) {
                return;
            }
            if (properties.strictConfiguration()) {
                throw new UnknownPropertiesException(unknown);
            }
            problems.report("configuration", unknown, null);
        };
    }

    private static @Nullable String unknown(ConfigurableEnvironment environment, ResourceLoader resources) {
        @Nullable ClassLoader loader = resources.getClassLoader();
        try {
            return UnknownProperties.joined(UnknownProperties.in(
                    environment, loader == null ? KnownProperties.class.getClassLoader() : loader));
        } catch (IOException | RuntimeException failure) {
            log.warn("Could not check the names of the opsmon.* properties", failure);
            return null;
        }
    }
}
