package io.opsmon.boot.redis;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Use of the Redis of the application.
 *
 * @param enabled Whether opsmon uses the Redis of the application, if there is one.
 * @param prefix Prefix of every key.
 * @param timeout Maximum duration of a call.
 * @since 0.1
 */
@ConfigurationProperties("opsmon.redis")
public record OpsmonRedisProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("opsmon:") String prefix,
        @DefaultValue("500ms") Duration timeout) {}
