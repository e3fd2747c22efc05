package io.opsmon.boot.health;

import org.springframework.context.SmartLifecycle;

/**
 * A life cycle whose failures do not stop the host. A start that fails is reported and leaves the part off; a stop that
 * fails does not keep other parts from stopping. Every life cycle of opsmon extends this class.
 *
 * @since 0.1
 */
public abstract class GuardedLifecycle implements SmartLifecycle {

    private final String part;
    private final Problems problems;
    private volatile boolean running;

    /**
     * Creates a life cycle.
     *
     * @param part the part that starts, for reports
     * @param problems gets a failure
     */
    protected GuardedLifecycle(String part, Problems problems) {
        this.part = part;
        this.problems = problems;
    }

    /** Starts the part. May fail. */
    protected abstract void begin();

    /** Stops the part, which was started. May fail. */
    protected abstract void end();

    @Override
    public final void start() {
        running = true;
        problems.guard(part, this::begin);
    }

    @Override
    public final void stop() {
        if (running) {
            running = false;
            problems.guard(part, this::end);
        }
    }

    @Override
    public final boolean isRunning() {
        return running;
    }
}
