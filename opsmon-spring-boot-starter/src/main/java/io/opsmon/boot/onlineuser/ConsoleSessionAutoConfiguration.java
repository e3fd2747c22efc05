package io.opsmon.boot.onlineuser;

import io.opsmon.boot.database.OpsmonDatabase;
import io.opsmon.boot.health.Problems;
import io.opsmon.boot.health.SafeEvents;
import io.opsmon.boot.http.Instance;
import io.opsmon.boot.onlineuser.OnlineUserProperties.Store;
import io.opsmon.boot.web.OpsmonAccess;
import io.opsmon.boot.web.OpsmonWebProperties;
import io.opsmon.boot.web.RouteGroup;
import io.opsmon.boot.web.SignOutOffer;
import io.opsmon.boot.web.routing.OpsmonWebAutoConfiguration;
import io.opsmon.http.CurrentHttpExchange;
import io.opsmon.http.SessionReference;
import io.opsmon.internal.redis.RedisAccess;
import io.opsmon.internal.security.Credentials;
import io.opsmon.onlineuser.OnlineUserRegistry;
import io.opsmon.onlineuser.SessionTerminatedEvent;
import io.opsmon.onlineuser.internal.console.ConsoleGrantStore;
import io.opsmon.onlineuser.internal.console.ConsoleSessionSettings;
import io.opsmon.onlineuser.internal.console.ConsoleSessions;
import io.opsmon.onlineuser.internal.console.InMemoryConsoleGrantStore;
import io.opsmon.onlineuser.internal.jdbc.JdbcConsoleGrantStore;
import io.opsmon.onlineuser.internal.redis.RedisConsoleGrantStore;
import io.opsmon.onlineuser.internal.security.TokenSessions;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.annotation.Bean;

/** Configures one-time addresses of the console and the sessions that begin with them. */
@AutoConfiguration(
        after = {ConsoleServletAutoConfiguration.class, OpsmonWebAutoConfiguration.class},
        afterName = "io.opsmon.boot.onlineuser.reactive.ConsoleReactiveAutoConfiguration")
@ConditionalOnProperty(
        name = {"opsmon.web.enabled", "opsmon.web.tickets.enabled"},
        matchIfMissing = true)
@ConditionalOnBean({OnlineUserRegistry.class, TokenSessions.class, OpsmonAccess.class, ConsoleUse.class})
public final class ConsoleSessionAutoConfiguration {

    ConsoleSessionAutoConfiguration() {}

    @Bean
    ConsoleGrantStore opsmonConsoleGrantStore(
            BeanFactory beans,
            ObjectProvider<OpsmonDatabase> database,
            OnlineUserProperties properties,
            Problems problems) {
        return problems.orElse(
                "console-sessions",
                () -> store(beans, database, properties),
                failure -> new InMemoryConsoleGrantStore());
    }

    /** Returns the kind of store that the sessions have. A store of the host has no room for grants. */
    private static ConsoleGrantStore store(
            BeanFactory beans, ObjectProvider<OpsmonDatabase> database, OnlineUserProperties properties) {
        if (!beans.containsBean("opsmonOnlineUserStore") || properties.store() == Store.MEMORY) {
            return new InMemoryConsoleGrantStore();
        }
        if (properties.store() != Store.JDBC && beans.containsBean("opsmonRedisAccess")) {
            return OnRedis.store(beans);
        }
        @Nullable OpsmonDatabase tables = database.getIfAvailable();
        return tables == null ? new InMemoryConsoleGrantStore() : new JdbcConsoleGrantStore(tables.dataSource());
    }

    /** Loaded only if the host has Redis. */
    private static final class OnRedis {

        static ConsoleGrantStore store(BeanFactory beans) {
            return new RedisConsoleGrantStore(beans.getBean(RedisAccess.class));
        }
    }

    @Bean
    ConsoleSessions opsmonConsoleSessions(
            ConsoleGrantStore store,
            OnlineUserRegistry registry,
            SessionReference references,
            Instance instance,
            OpsmonWebProperties properties,
            ObjectProvider<Clock> clock) {
        OpsmonWebProperties.Tickets tickets = properties.tickets();
        return new ConsoleSessions(
                store,
                registry,
                references,
                new ConsoleSessionSettings(
                        instance.node(), tickets.validity(), tickets.idleTimeout(), tickets.maxAge()),
                clock.getIfUnique(Clock::systemUTC));
    }

    @Bean
    RouteGroup opsmonConsoleSessionRoutes(
            OpsmonAccess access,
            ConsoleSessions sessions,
            CurrentHttpExchange requests,
            Credentials credentials,
            TokenSessions tokens,
            ConsoleUse uses,
            ApplicationEventPublisher events) {
        return new ConsoleSessionRoutes(
                access, sessions, uses, requests, new RequestToken(credentials, tokens), SafeEvents.of(events));
    }

    @Bean
    SignOutOffer opsmonConsoleSignOut(ConsoleUse uses) {
        return request -> uses.of(request) != null;
    }

    /** Ends sessions of the console with their termination, and with that of their token. */
    @Bean
    ApplicationListener<PayloadApplicationEvent<SessionTerminatedEvent>> opsmonConsoleTerminations(
            ObjectProvider<ConsoleSessions> sessions) {
        return new Terminations(sessions);
    }

    private record Terminations(ObjectProvider<ConsoleSessions> sessions)
            implements ApplicationListener<PayloadApplicationEvent<SessionTerminatedEvent>> {

        @Override
        public void onApplicationEvent(PayloadApplicationEvent<SessionTerminatedEvent> event) {
            sessions.getObject().terminated(event.getPayload().ref());
        }
    }
}
