package io.opsmon.loginlog;

import java.time.Duration;
import org.springframework.util.Assert;

/**
 * Limits above which failures are counted in one entry instead of recorded one by one. An attack then neither fills the
 * log nor stays hidden.
 *
 * @param window the time for which failures are counted before they are recorded
 * @param perAddress the number of failures of one address that are recorded one by one in a window
 * @param total the number of failures of all addresses that are recorded one by one in a window
 * @since 0.1
 */
public record FloodSettings(Duration window, int perAddress, int total) {

    /** The defaults: 20 failures per address and 500 in total, in 10 seconds. */
    public static final FloodSettings DEFAULTS = new FloodSettings(Duration.ofSeconds(10), 20, 500);

    /** Checks the bounds. */
    public FloodSettings {
        Assert.isTrue(!window.isNegative() && !window.isZero(), () -> "flood.window must be positive, is " + window);
        Assert.isTrue(perAddress >= 1, () -> "flood.per-address must be at least 1, is " + perAddress);
        Assert.isTrue(total >= 1, () -> "flood.total must be at least 1, is " + total);
    }
}
