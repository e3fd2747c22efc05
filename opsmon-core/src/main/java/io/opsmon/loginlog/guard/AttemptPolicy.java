package io.opsmon.loginlog.guard;

import java.time.Duration;
import org.springframework.util.Assert;

/**
 * When and for how long sign-in is locked.
 *
 * @param failures failures within the window that lock
 * @param window how long a failure counts
 * @param lockTime how long the first lock lasts; each further one lasts twice as long as the one before
 * @param maxLockTime the longest lock
 * @since 0.1
 */
public record AttemptPolicy(int failures, Duration window, Duration lockTime, Duration maxLockTime) {

    /**
     * Checks the bounds.
     *
     * @param failures see {@link #failures()}
     * @param window see {@link #window()}
     * @param lockTime see {@link #lockTime()}
     * @param maxLockTime see {@link #maxLockTime()}
     */
    public AttemptPolicy {
        Assert.isTrue(failures >= 1, () -> "guard.failures must be at least 1, is " + failures);
        Assert.isTrue(!window.isNegative() && !window.isZero(), () -> "guard.window must be positive, is " + window);
        Assert.isTrue(
                !lockTime.isNegative() && !lockTime.isZero(), () -> "guard.lock-time must be positive, is " + lockTime);
        Assert.isTrue(
                maxLockTime.compareTo(lockTime) >= 0,
                () -> "guard.max-lock-time (" + maxLockTime + ") must be at least guard.lock-time (" + lockTime + ")");
    }

    /**
     * Whether the policy never locks; nothing is counted then.
     *
     * @return true for a bound that is never reached
     */
    public boolean isOff() {
        return failures == Integer.MAX_VALUE;
    }

    /**
     * How long a lock lasts.
     *
     * @param earlier how many locks came before it
     * @return the time, doubled for each of them
     */
    public Duration lockTime(int earlier) {
        Duration time = lockTime;
        for (int i = 0; i < earlier && time.compareTo(maxLockTime) < 0; i++) {
            time = time.multipliedBy(2);
        }
        return time.compareTo(maxLockTime) < 0 ? time : maxLockTime;
    }

    /**
     * How long anything about a key is remembered: a lock that has ended makes the next one longer for as long as the
     * longest lock lasts.
     *
     * @return window and longest lock together
     */
    public Duration memory() {
        return window.plus(maxLockTime);
    }
}
