package io.opsmon.boot.log;

import io.opsmon.chain.jdbc.FindingLog;
import io.opsmon.log.jdbc.JdbcLogChain;
import io.opsmon.recording.LogRecorder;
import io.opsmon.recording.RecorderStatistics;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * UP while entries go to the database, DEGRADED while they are kept on disk, once some were lost, and while there are
 * integrity findings that no operator has acknowledged. Never DOWN: a host that still serves its users is not to be
 * taken out of service for its logs, and Boot leaves a status it does not know out of the sum.
 *
 * @since 0.1
 */
public final class RecorderHealthIndicator implements HealthIndicator {

    private static final Status DEGRADED = new Status("DEGRADED");

    private final LogRecorder recorder;
    private final @Nullable FindingLog findings;

    /**
     * Makes an indicator.
     *
     * @param recorder is watched
     * @param chain whose integrity findings are watched; null for a log without chain
     */
    public RecorderHealthIndicator(LogRecorder recorder, @Nullable JdbcLogChain<?> chain) {
        this.recorder = recorder;
        this.findings = chain == null ? null : chain.findings();
    }

    @Override
    public Health health() {
        RecorderStatistics statistics = recorder.statistics();
        boolean away = statistics.state() == RecorderStatistics.State.OUTAGE
                || statistics.state() == RecorderStatistics.State.CATCHING_UP;
        long open = findings == null ? 0 : findings.openInMemory();
        Health.Builder health = away || statistics.dropped() > 0 || open > 0 ? Health.status(DEGRADED) : Health.up();
        return health.withDetail("state", statistics.state().name())
                .withDetail("queueDepth", statistics.queueDepth())
                .withDetail("journalBytes", statistics.journalBytes())
                .withDetail("dropped", statistics.dropped())
                .withDetail("deadLettered", statistics.deadLettered())
                .withDetail("openFindings", open)
                .build();
    }
}
