package io.opsmon.boot.loginlog;

import io.opsmon.boot.database.OpsmonDatabase;
import io.opsmon.boot.database.OpsmonMaintenanceAutoConfiguration;
import io.opsmon.boot.health.Problems;
import io.opsmon.boot.loginlog.LoginGuardProperties.Store;
import io.opsmon.boot.redis.OpsmonRedisAutoConfiguration;
import io.opsmon.http.SessionReference;
import io.opsmon.internal.maintenance.MaintenanceTask;
import io.opsmon.internal.redis.RedisAccess;
import io.opsmon.log.internal.AdministrativeOperation;
import io.opsmon.loginlog.Login;
import io.opsmon.loginlog.LoginClient;
import io.opsmon.loginlog.LoginEvent;
import io.opsmon.loginlog.LoginLogRecorder;
import io.opsmon.loginlog.guard.AttemptGuard;
import io.opsmon.loginlog.guard.AttemptLock;
import io.opsmon.loginlog.guard.AttemptStore;
import io.opsmon.loginlog.internal.guard.InMemoryAttemptStore;
import io.opsmon.loginlog.internal.guard.JdbcAttemptStore;
import io.opsmon.loginlog.internal.guard.RedisAttemptStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;

/** Configures the guard that locks sign-in after too many failures. */
@AutoConfiguration(
        after = {LoginLogAutoConfiguration.class, OpsmonRedisAutoConfiguration.class},
        before = OpsmonMaintenanceAutoConfiguration.class)
@ConditionalOnBean(LoginLogRecorder.class)
@ConditionalOnProperty(name = "opsmon.login-log.guard.enabled", matchIfMissing = true)
@EnableConfigurationProperties(LoginGuardProperties.class)
public final class LoginGuardAutoConfiguration {

    LoginGuardAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    AttemptStore opsmonAttemptStore(
            BeanFactory beans,
            ObjectProvider<OpsmonDatabase> database,
            LoginGuardProperties properties,
            Problems problems) {
        return problems.orElse(
                "login-guard", () -> store(beans, database, properties), failure -> inMemory(properties));
    }

    private static AttemptStore store(
            BeanFactory beans, ObjectProvider<OpsmonDatabase> database, LoginGuardProperties properties) {
        boolean hasRedis = beans.containsBean("opsmonRedisAccess");
        @Nullable OpsmonDatabase tables = database.getIfAvailable();
        Store store = properties.store();
        if (store == Store.REDIS || (store == Store.AUTO && hasRedis)) {
            if (!hasRedis) {
                throw new IllegalStateException(
                        "opsmon.login-log.guard.store is redis, but the application has no Redis");
            }
            return OnRedis.store(beans, properties.capacity());
        }
        if (store == Store.JDBC || (store == Store.AUTO && tables != null)) {
            if (tables == null) {
                throw new IllegalStateException(
                        "opsmon.login-log.guard.store is jdbc, but the application has no DataSource");
            }
            return new JdbcAttemptStore(tables.dataSource(), properties.capacity());
        }
        return inMemory(properties);
    }

    private static AttemptStore inMemory(LoginGuardProperties properties) {
        return new InMemoryAttemptStore(
                properties.capacity(), properties.perUser().memory());
    }

    /** Loaded only if the host has Redis. */
    private static final class OnRedis {

        static AttemptStore store(BeanFactory beans, int capacity) {
            return new RedisAttemptStore(beans.getBean(RedisAccess.class), capacity);
        }
    }

    @Bean
    @ConditionalOnMissingBean
    AttemptGuard opsmonAttemptGuard(
            AttemptStore store,
            LoginGuardProperties properties,
            LoginLogRecorder recorder,
            ApplicationEventPublisher events,
            ObjectProvider<SessionReference> references,
            ObjectProvider<Clock> clock) {
        SessionReference keyed = references.getIfAvailable(() -> new SessionReference(null));
        return new AttemptGuard(
                store,
                properties.perUser(),
                properties.perAddress(),
                new Recording(recorder, events),
                clock.getIfUnique(Clock::systemUTC),
                keyed::of);
    }

    @Bean
    @ConditionalOnBean(OpsmonDatabase.class)
    MaintenanceTask opsmonLoginAttemptsTask(
            AttemptStore store, LoginGuardProperties properties, ObjectProvider<Clock> clock) {
        Clock time = clock.getIfUnique(Clock::systemUTC);
        Duration memory = properties.perUser().memory();
        return new MaintenanceTask("login-attempts", Duration.ofHours(1), () -> {
            if (store instanceof JdbcAttemptStore jdbc) {
                jdbc.removeBefore(time.instant().minus(memory));
            }
        });
    }

    /** Records locks in the login log, and unlocks also as operations. */
    private record Recording(LoginLogRecorder recorder, ApplicationEventPublisher events)
            implements AttemptGuard.LockListener {

        @Override
        public void locked(AttemptLock lock) {
            recorder.record(Login.of(LoginEvent.LOCK, lock.username())
                    .message("Locked until " + lock.until() + " after " + lock.failures() + " failures"
                            + (lock.username() == null ? " from " + lock.address() : "")));
            events.publishEvent(lock);
        }

        @Override
        public void unlocked(AttemptLock lock) {
            String locked = lock.username() == null ? lock.address() : lock.username() + " at " + lock.address();
            recorder.record(Login.of(LoginEvent.UNLOCK, lock.username())
                    .client(new LoginClient(lock.address().replace("/64", ""), null, io.opsmon.client.ClientHints.NONE))
                    .message("Sign-in of " + locked + " unlocked"));
            events.publishEvent(new AdministrativeOperation(
                    "UNLOCK", "unlocked the sign-in of " + locked, "login-lock", lock.id(), Map.of()));
        }
    }
}
