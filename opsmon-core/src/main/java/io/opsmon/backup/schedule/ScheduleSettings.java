package io.opsmon.backup.schedule;

import java.time.Duration;
import org.springframework.util.Assert;

/**
 * How this node looks for schedules that are due.
 *
 * @param node its name
 * @param pollInterval how often it looks
 * @param heartbeatInterval how often it says that it lives; one that has not four times is dead, and what it did is
 *     done by another
 * @param retryBackoff how long is waited after the first failure, twice as long after the second and so on
 * @param concurrency how many are run at a time
 * @since 0.1
 */
public record ScheduleSettings(
        String node, Duration pollInterval, Duration heartbeatInterval, Duration retryBackoff, int concurrency) {

    /**
     * Refuses what is not positive.
     *
     * @param node its name
     * @param pollInterval how often it looks
     * @param heartbeatInterval how often it says that it lives
     * @param retryBackoff how long is waited after the first failure
     * @param concurrency how many are run at a time
     */
    public ScheduleSettings {
        Assert.isTrue(pollInterval.toMillis() > 0, () -> "poll-interval must be positive, is " + pollInterval);
        Assert.isTrue(
                heartbeatInterval.toMillis() > 0, () -> "heartbeat-interval must be positive, is " + heartbeatInterval);
        Assert.isTrue(retryBackoff.toMillis() > 0, () -> "retry-backoff must be positive, is " + retryBackoff);
        Assert.isTrue(concurrency > 0, () -> "concurrency must be positive, is " + concurrency);
    }
}
