package io.opsmon.onlineuser.internal.console;

import java.time.Duration;
import org.springframework.util.Assert;

/**
 * Settings of tickets and sessions of the console.
 *
 * @param node this node's name
 * @param ticketValidity the time in which a ticket can be redeemed
 * @param idleTimeout the idle time after which a session ends
 * @param maxAge the time after which a session ends although it is used
 * @since 0.1
 */
public record ConsoleSessionSettings(String node, Duration ticketValidity, Duration idleTimeout, Duration maxAge) {

    /** Checks the bounds. */
    public ConsoleSessionSettings {
        requirePositive("validity", ticketValidity);
        requirePositive("idle-timeout", idleTimeout);
        requirePositive("max-age", maxAge);
    }

    private static void requirePositive(String name, Duration value) {
        Assert.isTrue(!value.isNegative() && !value.isZero(), () -> name + " must be positive, is " + value);
    }
}
