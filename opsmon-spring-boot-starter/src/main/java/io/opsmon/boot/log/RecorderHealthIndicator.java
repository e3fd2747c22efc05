package io.opsmon.boot.log;

import io.opsmon.recording.LogRecorder;
import io.opsmon.recording.RecorderStatistics;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * UP while entries go to the database, DEGRADED while they are kept on disk or once some were lost. Never DOWN: a host that still serves its users is not to be taken
 * out of service for its logs, and Boot leaves a status it does not know out of the sum.
 *
 * @since 0.1
 */
public final class RecorderHealthIndicator implements HealthIndicator {

    private static final Status DEGRADED = new Status("DEGRADED");

    private final LogRecorder recorder;

    /**
     * Makes an indicator.
     *
     * @param recorder is watched
     */
    public RecorderHealthIndicator(LogRecorder recorder) {
        this.recorder = recorder;
    }

    @Override
    public Health health() {
        RecorderStatistics statistics = recorder.statistics();
        boolean away = statistics.state() == RecorderStatistics.State.OUTAGE
                || statistics.state() == RecorderStatistics.State.CATCHING_UP;
        Health.Builder health = away || statistics.dropped() > 0 ? Health.status(DEGRADED) : Health.up();
        return health.withDetail("state", statistics.state().name())
                .withDetail("queueDepth", statistics.queueDepth())
                .withDetail("journalBytes", statistics.journalBytes())
                .withDetail("dropped", statistics.dropped())
                .withDetail("deadLettered", statistics.deadLettered())
                .build();
    }
}
