package io.opsmon.boot.configuration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The treatment of wrong configuration.
 *
 * @param strictConfiguration Whether an unknown opsmon.* property, or a part that cannot be created as configured,
 *     stops the start. By default, one ERROR line and the health component "opsmon" name the problem.
 * @since 0.1
 */
@ConfigurationProperties("opsmon")
public record StrictConfigurationProperties(
        @DefaultValue("false") boolean strictConfiguration) {}
