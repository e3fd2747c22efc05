package io.opsmon.boot.log.recorder;

import io.opsmon.chain.internal.jdbc.FindingLog;
import io.opsmon.log.internal.jdbc.JdbcLogChain;
import io.opsmon.recording.LogRecorder;
import io.opsmon.recording.RecorderStatistics;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/**
 * Health of a recorder. The status is UP while entries are stored in the database. The status is DEGRADED while entries
 * are buffered on disk, after entries were dropped, and while integrity findings are not acknowledged. The status is
 * never DOWN, so that problems of logs do not take a working host out of service. Spring Boot ignores a status that it
 * does not know in the aggregated health.
 *
 * @since 0.1
 */
public final class RecorderHealthIndicator implements HealthIndicator {

    private static final Status DEGRADED = new Status("DEGRADED");

    private final LogRecorder recorder;
    private final @Nullable FindingLog findings;

    /**
     * Creates an indicator.
     *
     * @param recorder the recorder to observe
     * @param chain the chain whose integrity findings are observed; null for a log without chain
     */
    public RecorderHealthIndicator(LogRecorder recorder, @Nullable JdbcLogChain<?> chain) {
        this.recorder = recorder;
        this.findings = chain == null ? null : chain.findings();
    }

    @Override
    public Health health() {
        RecorderStatistics statistics = recorder.statistics();
        boolean isBuffering = statistics.state() == RecorderStatistics.State.OUTAGE
                || statistics.state() == RecorderStatistics.State.CATCHING_UP;
        long open = findings == null ? 0 : findings.openInMemory();
        Health.Builder health =
                isBuffering || statistics.dropped() > 0 || open > 0 ? Health.status(DEGRADED) : Health.up();
        return health.withDetail("state", statistics.state().name())
                .withDetail("queueDepth", statistics.queueDepth())
                .withDetail("journalBytes", statistics.journalBytes())
                .withDetail("dropped", statistics.dropped())
                .withDetail("deadLettered", statistics.deadLettered())
                .withDetail("openFindings", open)
                .build();
    }
}
