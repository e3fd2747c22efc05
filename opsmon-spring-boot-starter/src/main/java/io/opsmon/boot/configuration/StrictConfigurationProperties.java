package io.opsmon.boot.configuration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The treatment of wrong configuration.
 *
 * @param strictConfiguration true if an unknown {@code opsmon.*} property, or a part that cannot be created as
 *     configured, fails the application's start. By default, both are one ERROR line and a degraded health.
 * @since 0.1
 */
@ConfigurationProperties("opsmon")
public record StrictConfigurationProperties(
        @DefaultValue("false") boolean strictConfiguration) {}
