package io.opsmon.boot.loginlog;

import io.opsmon.loginlog.guard.AttemptPolicy;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Locks for who guesses passwords.
 *
 * @param enabled whether sign-ins are ever locked.
 * @param store where failures are remembered; "auto" is Redis if the host has it, else the database, else memory.
 * @param failures failures of a user from an address that lock.
 * @param window how long a failure counts.
 * @param lockTime how long the first lock lasts; each further one lasts twice as long.
 * @param maxLockTime the longest lock.
 * @param addressFailures failures of one address, whoever the users, that lock the address for all; 0 for never. Behind
 *     a proxy that is not among opsmon.client.trusted-proxies, all users have one address.
 * @param capacity users and addresses remembered at most in memory.
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

    /** Where failures are remembered. */
    public enum Store {
        /** Redis if the host has it, else the database, else memory. */
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
