package io.opsmon.boot.onlineuser;

import io.opsmon.boot.database.OpsmonDatabase;
import io.opsmon.boot.database.OpsmonDatabaseAutoConfiguration;
import io.opsmon.boot.database.OpsmonSchema;
import io.opsmon.boot.health.GuardedLifecycle;
import io.opsmon.boot.health.Problems;
import io.opsmon.boot.health.SafeEvents;
import io.opsmon.boot.http.Instance;
import io.opsmon.boot.http.InstanceAutoConfiguration;
import io.opsmon.boot.onlineuser.OnlineUserProperties.Store;
import io.opsmon.boot.redis.OpsmonRedisAutoConfiguration;
import io.opsmon.client.ClientDescriber;
import io.opsmon.internal.client.CachedClientDescriber;
import io.opsmon.internal.redis.RedisAccess;
import io.opsmon.onlineuser.OnlineUserRegistry;
import io.opsmon.onlineuser.OnlineUserStore;
import io.opsmon.onlineuser.SessionLimit;
import io.opsmon.onlineuser.SessionPolicy;
import io.opsmon.onlineuser.internal.InMemoryOnlineUserStore;
import io.opsmon.onlineuser.internal.jdbc.JdbcOnlineUserStore;
import io.opsmon.onlineuser.internal.redis.RedisOnlineUserStore;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;

/** Configures the registry of online users and its store. */
@AutoConfiguration(
        after = {
            OpsmonDatabaseAutoConfiguration.class,
            InstanceAutoConfiguration.class,
            OpsmonRedisAutoConfiguration.class
        },
        afterName = "io.opsmon.boot.loginlog.LoginLogAutoConfiguration")
@ConditionalOnProperty(name = "opsmon.online-users.enabled", matchIfMissing = true)
@EnableConfigurationProperties(OnlineUserProperties.class)
public final class OnlineUserAutoConfiguration {

    /** The maximum interval at which the kicks in a database are read, because a database sends no notifications. */
    private static final Duration LONGEST_POLL = Duration.ofSeconds(1);

    OnlineUserAutoConfiguration() {}

    @Bean
    @Conditional(InDatabase.class)
    static OpsmonSchema opsmonOnlineUserSchema() {
        return new OpsmonSchema("online-user");
    }

    /** Tables are created only if they store the sessions. */
    @SuppressWarnings("UnusedNestedClass") // Read by the condition.
    private static final class InDatabase extends AnyNestedCondition {

        InDatabase() {
            super(ConfigurationPhase.REGISTER_BEAN);
        }

        @ConditionalOnProperty(name = "opsmon.online-users.store", havingValue = "jdbc")
        static class Chosen {}

        @ConditionalOnProperty(name = "opsmon.online-users.store", havingValue = "auto", matchIfMissing = true)
        @ConditionalOnMissingBean(name = "opsmonRedisAccess", value = OnlineUserStore.class)
        static class ForLackOfRedis {}
    }

    @Bean
    @ConditionalOnMissingBean
    OnlineUserStore opsmonOnlineUserStore(
            BeanFactory beans,
            ObjectProvider<OpsmonDatabase> database,
            OnlineUserProperties properties,
            Problems problems) {
        return problems.orElse(
                "online-users",
                () -> store(beans, database, properties),
                failure -> new InMemoryOnlineUserStore(properties.timeout()));
    }

    private static OnlineUserStore store(
            BeanFactory beans, ObjectProvider<OpsmonDatabase> database, OnlineUserProperties properties) {
        boolean hasRedis = beans.containsBean("opsmonRedisAccess");
        Store store = properties.store();
        if (store == Store.REDIS || (store == Store.AUTO && hasRedis)) {
            if (!hasRedis) {
                throw new IllegalStateException("opsmon.online-users.store is redis, but the application has no Redis");
            }
            return OnRedis.store(beans, properties);
        }
        @Nullable OpsmonDatabase tables = store == Store.MEMORY ? null : database.getIfAvailable();
        if (tables != null) {
            Duration poll = properties.resyncInterval().compareTo(LONGEST_POLL) < 0
                    ? properties.resyncInterval()
                    : LONGEST_POLL;
            return new JdbcOnlineUserStore(tables.dataSource(), properties.timeout(), poll);
        }
        if (store == Store.JDBC) {
            throw new IllegalStateException("opsmon.online-users.store is jdbc, but the application has no DataSource");
        }
        return new InMemoryOnlineUserStore(properties.timeout());
    }

    /** Loaded only if the host has Redis. */
    private static final class OnRedis {

        static OnlineUserStore store(BeanFactory beans, OnlineUserProperties properties) {
            return new RedisOnlineUserStore(
                    beans.getBean(RedisAccess.class), properties.timeout(), properties.resyncInterval());
        }
    }

    @Bean
    @ConditionalOnMissingBean
    SessionPolicy opsmonSessionPolicy(OnlineUserProperties properties) {
        SessionLimit limit = properties.toLimit();
        return username -> limit;
    }

    @Bean
    @ConditionalOnMissingBean
    OnlineUserRegistry opsmonOnlineUserRegistry(
            OnlineUserStore store,
            OnlineUserProperties properties,
            Instance instance,
            ObjectProvider<ClientDescriber> clients,
            SessionPolicy policy,
            ApplicationEventPublisher events,
            ObjectProvider<Clock> clock) {
        return new OnlineUserRegistry(
                store,
                properties.toSettings(instance.node()),
                clients.getIfAvailable(() -> new CachedClientDescriber(() -> null, () -> null)),
                policy,
                SafeEvents.of(events),
                clock.getIfUnique(Clock::systemUTC));
    }

    @Bean
    SmartLifecycle opsmonOnlineUserLifecycle(OnlineUserRegistry registry, Problems problems) {
        return new RegistryLifecycle(registry, problems);
    }

    /**
     * Starts to listen before the first request. Stops after the last request, before the host's connections to Redis
     * close (phase 0).
     */
    private static final class RegistryLifecycle extends GuardedLifecycle {

        private static final int PHASE = 1_000;

        private final OnlineUserRegistry registry;

        RegistryLifecycle(OnlineUserRegistry registry, Problems problems) {
            super("online-users", problems);
            this.registry = registry;
        }

        @Override
        protected void begin() {
            registry.start();
        }

        @Override
        protected void end() {
            registry.close();
        }

        @Override
        public int getPhase() {
            return PHASE;
        }
    }
}
