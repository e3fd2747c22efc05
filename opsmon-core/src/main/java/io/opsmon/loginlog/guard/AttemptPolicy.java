package io.opsmon.loginlog.guard;

import java.time.Duration;
import org.springframework.util.Assert;

/**
 * The policy for locks: number of failures, window and duration.
 *
 * @param failures the number of failures within the window that lock the sign-in
 * @param window the time for which a failure counts
 * @param lockTime the duration of the first lock; each further lock lasts twice as long as the previous lock
 * @param maxLockTime the maximum duration of a lock
 * @since 0.1
 */
public record AttemptPolicy(int failures, Duration window, Duration lockTime, Duration maxLockTime) {

    /** Checks the bounds. */
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
     * Returns whether the policy never locks; failures are not counted then.
     *
     * @return true if the number of failures is unlimited
     */
    public boolean isOff() {
        return failures == Integer.MAX_VALUE;
    }

    /**
     * Returns the duration of a lock.
     *
     * @param earlier the number of earlier locks
     * @return the duration, doubled for each earlier lock
     */
    public Duration lockTime(int earlier) {
        Duration time = lockTime;
        for (int i = 0; i < earlier && time.compareTo(maxLockTime) < 0; i++) {
            time = time.multipliedBy(2);
        }
        return time.compareTo(maxLockTime) < 0 ? time : maxLockTime;
    }

    /**
     * Returns the retention time of a key. A lock that has ended makes the next lock longer for the maximum duration of
     * a lock.
     *
     * @return the sum of the window and the maximum duration of a lock
     */
    public Duration memory() {
        return window.plus(maxLockTime);
    }
}
