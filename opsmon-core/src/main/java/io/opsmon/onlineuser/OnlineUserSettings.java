package io.opsmon.onlineuser;

import java.time.Duration;
import org.springframework.util.Assert;

/**
 * Settings of the registry.
 *
 * @param node this node's name
 * @param timeout the idle time after which a session counts as ended
 * @param touchInterval the precision of the last access: each node writes a session's use at most once in this time
 * @param flushInterval the maximum time that a write waits to be batched with others
 * @param rememberMe the time for which a kicked remember-me cookie is refused: the validity of such cookies
 * @since 0.1
 */
public record OnlineUserSettings(
        String node, Duration timeout, Duration touchInterval, Duration flushInterval, Duration rememberMe) {

    /** Checks the bounds. */
    public OnlineUserSettings {
        requirePositive("timeout", timeout);
        requirePositive("touch-interval", touchInterval);
        requirePositive("flush-interval", flushInterval);
        requirePositive("remember-me", rememberMe);
        Assert.isTrue(
                timeout.compareTo(touchInterval) > 0,
                () -> "timeout (" + timeout + ") must be longer than touch-interval (" + touchInterval + ")");
    }

    private static void requirePositive(String name, Duration value) {
        Assert.isTrue(!value.isNegative() && !value.isZero(), () -> name + " must be positive, is " + value);
    }

    /**
     * Returns the defaults: timeout 30 minutes, touch interval 10 seconds, flush interval 1 second, remember-me 14
     * days.
     *
     * @param node this node's name
     * @return the defaults
     */
    public static OnlineUserSettings of(String node) {
        return new OnlineUserSettings(
                node, Duration.ofMinutes(30), Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofDays(14));
    }
}
