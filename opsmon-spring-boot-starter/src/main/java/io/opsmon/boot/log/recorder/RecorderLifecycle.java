package io.opsmon.boot.log.recorder;

import io.opsmon.boot.health.GuardedLifecycle;
import io.opsmon.boot.health.Problems;
import io.opsmon.recording.LogRecorder;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the replay of entries that an earlier process left on disk, and flushes the recorder when the host stops. The
 * flush runs after all components that may still record, such as the web server and schedulers, and before any bean is
 * destroyed. The recorder stores entries recorded during destruction when it is closed itself, before the DataSource on
 * which it depends.
 *
 * @since 0.1
 */
public final class RecorderLifecycle extends GuardedLifecycle {

    private static final Logger log = LoggerFactory.getLogger(RecorderLifecycle.class);

    /** Stops late, but leaves phases for hosts that stop even later. */
    public static final int PHASE = Integer.MIN_VALUE + 1_000;

    private final LogRecorder recorder;
    private final Duration grace;

    /**
     * Creates a life cycle.
     *
     * @param recorder the recorder to start and flush
     * @param grace the maximum wait of a stop
     * @param problems receives the failure of a start
     */
    public RecorderLifecycle(LogRecorder recorder, Duration grace, Problems problems) {
        super(recorder.name(), problems);
        this.recorder = recorder;
        this.grace = grace;
    }

    @Override
    protected void begin() {
        recorder.start();
    }

    @Override
    protected void end() {
        if (!recorder.flush(grace)) {
            log.warn(
                    "Failed to store all entries of the {} within {}; the remaining entries are written to the journal",
                    recorder.name(),
                    grace);
        }
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
