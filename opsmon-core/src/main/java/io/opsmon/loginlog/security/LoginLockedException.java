package io.opsmon.loginlog.security;

import io.opsmon.loginlog.guard.AttemptLock;
import java.time.Instant;
import org.springframework.security.authentication.LockedException;

/**
 * Too many failures: nobody has looked at the password. The message does not tell whether there is such a user.
 *
 * @since 0.1
 */
public final class LoginLockedException extends LockedException {

    /** Until when. */
    private final Instant until;

    LoginLockedException(AttemptLock lock) {
        super("Too many failed attempts");
        this.until = lock.until();
    }

    /**
     * Until when sign-in is locked.
     *
     * @return for a {@code Retry-After} header, for example
     */
    public Instant until() {
        return until;
    }
}
