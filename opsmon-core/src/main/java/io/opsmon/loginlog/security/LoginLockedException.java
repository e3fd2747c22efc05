package io.opsmon.loginlog.security;

import io.opsmon.loginlog.guard.AttemptLock;
import java.time.Instant;
import org.springframework.security.authentication.LockedException;

/**
 * Thrown when sign-in is locked after too many failures; the password was not checked. The message does not reveal
 * whether the user exists.
 *
 * @since 0.1
 */
public final class LoginLockedException extends LockedException {

    /** The end of the lock. */
    private final Instant until;

    /**
     * Creates the exception.
     *
     * @param lock the lock that refuses the attempt
     */
    public LoginLockedException(AttemptLock lock) {
        super("Too many failed attempts");
        this.until = lock.until();
    }

    /**
     * Returns the end of the lock.
     *
     * @return the time, for example for a {@code Retry-After} header
     */
    public Instant until() {
        return until;
    }
}
