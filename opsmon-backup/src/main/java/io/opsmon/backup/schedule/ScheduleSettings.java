package io.opsmon.backup.schedule;

import java.time.Duration;
import org.springframework.util.Assert;

/**
 * The schedule settings of a node.
 *
 * @param node the name of the node
 * @param pollInterval the interval of the search for due schedules
 * @param heartbeatInterval the interval of heartbeats; after four missed heartbeats the node counts as dead, and
 *     another node runs its schedules
 * @param retryBackoff the pause after the first failure, doubled after each further failure
 * @param concurrency the number of backups that run at the same time
 * @since 0.1
 */
public record ScheduleSettings(
        String node, Duration pollInterval, Duration heartbeatInterval, Duration retryBackoff, int concurrency) {

    /** Rejects values that are not positive. */
    public ScheduleSettings {
        Assert.isTrue(pollInterval.toMillis() > 0, () -> "poll-interval must be positive, is " + pollInterval);
        Assert.isTrue(
                heartbeatInterval.toMillis() > 0, () -> "heartbeat-interval must be positive, is " + heartbeatInterval);
        Assert.isTrue(retryBackoff.toMillis() > 0, () -> "retry-backoff must be positive, is " + retryBackoff);
        Assert.isTrue(concurrency > 0, () -> "concurrency must be positive, is " + concurrency);
    }
}
