package io.opsmon.boot.loginlog;

import io.opsmon.loginlog.guard.AttemptPolicy;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Brute-force protection of sign-ins.
 *
 * @param enabled Whether repeated failures lock the sign-in.
 * @param store Store of failed attempts: "memory", "jdbc" or "redis". "auto" is Redis if the application has it,
 *     otherwise the database, otherwise memory.
 * @param failures Number of failures of a user from one address that lock the user for this address.
 * @param window Period in which a failure counts.
 * @param lockTime Duration of the first lock. Each further lock lasts twice as long.
 * @param maxLockTime Maximum duration of a lock.
 * @param addressFailures Number of failures of one address, of any users, that lock the address for all users; 0 for
 *     never. Behind a proxy that is not in opsmon.client.trusted-proxies, all users have one address.
 * @param capacity Maximum number of users and addresses in every kind of store: a third for locks, a third for those
 *     that the next failure locks, and a third for all others.
 * @since 0.1
 */
@ConfigurationProperties("opsmon.login-log.guard")
public record LoginGuardProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("auto") Store store,
        @DefaultValue("5") int failures,
        @DefaultValue("10m") Duration window,
        @DefaultValue("1m") Duration lockTime,
        @DefaultValue("1h") Duration maxLockTime,
        @DefaultValue("0") int addressFailures,
        @DefaultValue("50000") int capacity) {

    /** Store of failed attempts. */
    public enum Store {
        /** Redis if the application has it, otherwise the database, otherwise memory. */
        AUTO,
        /** This process. */
        MEMORY,
        /** The database. */
        JDBC,
        /** Redis. */
        REDIS
    }

    AttemptPolicy perUser() {
        return new AttemptPolicy(failures, window, lockTime, maxLockTime);
    }

    AttemptPolicy perAddress() {
        int bound = addressFailures == 0 ? Integer.MAX_VALUE : addressFailures;
        return new AttemptPolicy(bound, window, lockTime, maxLockTime);
    }
}
