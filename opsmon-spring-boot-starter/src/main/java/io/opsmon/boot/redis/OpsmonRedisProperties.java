package io.opsmon.boot.redis;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the nodes share in the host's Redis.
 *
 * @param enabled whether opsmon uses the host's Redis, if it has one.
 * @param prefix begins every key.
 * @param timeout the longest a call may take.
 * @since 0.1
 */
@ConfigurationProperties("opsmon.redis")
public record OpsmonRedisProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("opsmon:") String prefix,
        @DefaultValue("500ms") Duration timeout) {}
