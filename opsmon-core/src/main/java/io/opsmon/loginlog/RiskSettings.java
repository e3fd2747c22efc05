package io.opsmon.loginlog;

import java.time.Duration;
import org.springframework.util.Assert;

/**
 * Thresholds of risk marks.
 *
 * @param burst the number of failures of a user or an address that make a burst
 * @param burstWindow the time in which the failures happen
 * @param maxSpeedKmh the speed above which travel is impossible, in kilometres per hour
 * @param history the number of a user's last logins to compare with
 * @since 0.1
 */
public record RiskSettings(int burst, Duration burstWindow, int maxSpeedKmh, int history) {

    /** The defaults: five failures in ten minutes, 900 km/h, 50 logins. */
    public static final RiskSettings DEFAULTS = new RiskSettings(5, Duration.ofMinutes(10), 900, 50);

    /** Checks the bounds. */
    public RiskSettings {
        Assert.isTrue(burst >= 2, () -> "risk.burst must be at least 2, is " + burst);
        Assert.isTrue(
                !burstWindow.isNegative() && !burstWindow.isZero(),
                () -> "risk.burst-window must be positive, is " + burstWindow);
        Assert.isTrue(maxSpeedKmh >= 1, () -> "risk.max-speed-kmh must be positive, is " + maxSpeedKmh);
        Assert.isTrue(history >= 1 && history <= 500, () -> "risk.history must be 1 to 500, is " + history);
    }
}
