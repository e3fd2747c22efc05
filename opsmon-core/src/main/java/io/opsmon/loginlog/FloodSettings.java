package io.opsmon.loginlog;

import java.time.Duration;
import org.springframework.util.Assert;

/**
 * From when on failures are told together instead of one by one, so that an attack neither fills the log nor hides in
 * it.
 *
 * @param window how long failures are counted before they are told
 * @param perAddress failures of one address that are recorded one by one in a window
 * @param total failures of all addresses that are recorded one by one in a window
 * @since 0.1
 */
public record FloodSettings(Duration window, int perAddress, int total) {

    /** The defaults: 20 of an address, 500 of all, in 10 seconds. */
    public static final FloodSettings DEFAULTS = new FloodSettings(Duration.ofSeconds(10), 20, 500);

    /**
     * Checks the bounds.
     *
     * @param window see {@link #window()}
     * @param perAddress see {@link #perAddress()}
     * @param total see {@link #total()}
     */
    public FloodSettings {
        Assert.isTrue(!window.isNegative() && !window.isZero(), () -> "flood.window must be positive, is " + window);
        Assert.isTrue(perAddress >= 1, () -> "flood.per-address must be at least 1, is " + perAddress);
        Assert.isTrue(total >= 1, () -> "flood.total must be at least 1, is " + total);
    }
}
