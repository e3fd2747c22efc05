package io.opsmon.boot.log;

import io.opsmon.recording.LogRecorder;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the replay of what an earlier process left, and empties the recorder's memory when the host stops: after everything that may still record (the web
 * server, schedulers), before any bean is destroyed. What is recorded while beans are destroyed, the recorder brings home when it is closed itself, which is
 * before the DataSource, on which it depends.
 *
 * @since 0.1
 */
public final class RecorderLifecycle implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(RecorderLifecycle.class);

    /** Late to stop; leaves room for a host that wants to be later. */
    static final int PHASE = Integer.MIN_VALUE + 1_000;

    private final LogRecorder recorder;
    private final Duration grace;
    private volatile boolean running;

    /**
     * Makes a life cycle.
     *
     * @param recorder starts and stops
     * @param grace how long a stop waits
     */
    public RecorderLifecycle(LogRecorder recorder, Duration grace) {
        this.recorder = recorder;
        this.grace = grace;
    }

    @Override
    public void start() {
        recorder.start();
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        if (!recorder.flush(grace)) {
            log.warn("The {} was not all stored within {}; what is left goes to the journal", recorder.name(), grace);
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
