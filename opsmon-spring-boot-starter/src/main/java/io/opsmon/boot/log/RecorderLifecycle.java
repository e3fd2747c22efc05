package io.opsmon.boot.log;

import io.opsmon.boot.health.GuardedLifecycle;
import io.opsmon.boot.health.Problems;
import io.opsmon.recording.LogRecorder;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the replay of what an earlier process left, and empties the recorder's memory when the host stops: after
 * everything that may still record (the web server, schedulers), before any bean is destroyed. What is recorded while
 * beans are destroyed, the recorder brings home when it is closed itself, which is before the DataSource, on which it
 * depends.
 *
 * @since 0.1
 */
public final class RecorderLifecycle extends GuardedLifecycle {

    private static final Logger log = LoggerFactory.getLogger(RecorderLifecycle.class);

    /** Late to stop; leaves room for a host that wants to be later. */
    static final int PHASE = Integer.MIN_VALUE + 1_000;

    private final LogRecorder recorder;
    private final Duration grace;

    /**
     * Makes a life cycle.
     *
     * @param recorder starts and stops
     * @param grace longest wait of a stop
     * @param problems gets the failure of a start
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
            log.warn("The {} was not all stored within {}; what is left goes to the journal", recorder.name(), grace);
        }
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
