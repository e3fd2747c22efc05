package io.opsmon.boot.redis;

import io.lettuce.core.AbstractRedisClient;
import io.opsmon.internal.redis.RedisAccess;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Configures access to the host's Redis: a server, sentinels or a cluster. opsmon shares the client, settings and
 * threads of Spring Data's connection factory.
 */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration",
            "org.springframework.boot.data.redis.autoconfigure.RedisAutoConfiguration",
            "org.springframework.boot.autoconfigure.data.redis.RedisAutoConfiguration"
        })
@ConditionalOnClass({LettuceConnectionFactory.class, AbstractRedisClient.class})
@ConditionalOnBean(LettuceConnectionFactory.class)
@ConditionalOnProperty(name = "opsmon.redis.enabled", matchIfMissing = true)
@EnableConfigurationProperties(OpsmonRedisProperties.class)
public final class OpsmonRedisAutoConfiguration {

    OpsmonRedisAutoConfiguration() {}

    /** Created for the first capability that needs it. */
    @Bean(destroyMethod = "close")
    @Lazy
    RedisAccess opsmonRedisAccess(LettuceConnectionFactory factory, OpsmonRedisProperties properties) {
        return new RedisAccess(factory::getRequiredNativeClient, properties.timeout(), properties.prefix());
    }
}
