package io.opsmon.onlineuser;

import java.time.Duration;
import org.springframework.util.Assert;

/**
 * How the registry works.
 *
 * @param node this node's name
 * @param timeout how long a session may be unused before it counts as ended
 * @param touchInterval how exact the last access is: a session is noted as used at most once in this time by each node
 * @param flushInterval how long what is to be written may wait for others
 * @param rememberMe how long a kicked remember-me cookie is refused: as long as such cookies are valid
 * @since 0.1
 */
public record OnlineUserSettings(
        String node, Duration timeout, Duration touchInterval, Duration flushInterval, Duration rememberMe) {

    /**
     * Checks the bounds.
     *
     * @param node see {@link #node()}
     * @param timeout see {@link #timeout()}
     * @param touchInterval see {@link #touchInterval()}
     * @param flushInterval see {@link #flushInterval()}
     * @param rememberMe see {@link #rememberMe()}
     */
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
     * The defaults: 30 minutes, every 10 seconds, within a second, 14 days.
     *
     * @param node this node's name
     * @return the defaults
     */
    public static OnlineUserSettings of(String node) {
        return new OnlineUserSettings(
                node, Duration.ofMinutes(30), Duration.ofSeconds(10), Duration.ofSeconds(1), Duration.ofDays(14));
    }
}
