package io.opsmon.boot.health;

import org.springframework.context.SmartLifecycle;

/**
 * A life cycle whose failures do not stop the host. A failed start is reported and disables the part; a failed stop
 * does not prevent other parts from stopping. Every life cycle of opsmon extends this class.
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
     * @param part the name of the part for reports
     * @param problems receives failures
     */
    protected GuardedLifecycle(String part, Problems problems) {
        this.part = part;
        this.problems = problems;
    }

    /** Starts the part. May fail. */
    protected abstract void begin();

    /** Stops the started part. May fail. */
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
