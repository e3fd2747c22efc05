package io.opsmon.internal.maintenance;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Results of the runs of a task, by the monotonic clock of this node. Guarded by this. */
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
     * Records that another node holds the lock until a time. Nodes prolong a lock while they run, so a lock that is
     * neither prolonged nor ended has no holder.
     *
     * @return the duration for which the lock has had this end
     */
    synchronized Duration refused(Object lockUntil, long nanos) {
        if (!lockUntil.equals(refusedBy)) {
            refusedBy = lockUntil;
            refusedSinceNanos = nanos;
            // The holder runs the task.
            goodNanos = nanos;
        }
        return Duration.ofNanos(nanos - refusedSinceNanos);
    }

    /** Returns whether this end of the lock was seen for the first time. */
    synchronized boolean isJustRefused() {
        return refusedSinceNanos == goodNanos;
    }

    /** Returns the problem of an overdue task; empty for a task that runs as scheduled. */
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
