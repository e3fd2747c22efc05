package io.opsmon.maintenance;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A task and how its runs went, by this node's monotonic clock. Guarded by this. */
final class TaskPlan {

    private final Duration interval;
    private final Duration slack;
    private long goodNanos;
    private @Nullable String failure;
    private @Nullable Object refusedBy;
    private long refusedSinceNanos;

    TaskPlan(Duration interval, Duration slack, long nanos) {
        this.interval = interval;
        this.slack = slack;
        this.goodNanos = nanos;
    }

    synchronized void succeeded(long nanos) {
        goodNanos = nanos;
        failure = null;
        refusedBy = null;
    }

    synchronized void failed(Throwable cause) {
        failure = cause.toString();
    }

    /**
     * Another node holds the lock, until the given time. Nodes prolong a lock while they run, so a lock that is not
     * prolonged and does not end is held by nobody.
     *
     * @return how long the lock has been held until this very time
     */
    synchronized Duration refused(Object lockUntil, long nanos) {
        if (!lockUntil.equals(refusedBy)) {
            refusedBy = lockUntil;
            refusedSinceNanos = nanos;
            // Whoever holds it runs it.
            goodNanos = nanos;
        }
        return Duration.ofNanos(nanos - refusedSinceNanos);
    }

    /** Whether the lock was seen with this time for the first time. */
    synchronized boolean isJustRefused() {
        return refusedSinceNanos == goodNanos;
    }

    /** The reason why it is not going to run; empty while it runs as it should. */
    synchronized Optional<String> problem(long nanos) {
        Duration ago = Duration.ofNanos(nanos - goodNanos);
        if (ago.compareTo(interval.multipliedBy(2).plus(slack)) <= 0) {
            return Optional.empty();
        }
        return Optional.of("It is due every " + interval + " and has not run for "
                + ago.truncatedTo(ChronoUnit.SECONDS)
                + (failure == null ? "" : ": " + failure));
    }
}
