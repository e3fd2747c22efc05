package io.opsmon.backup.internal.engine;

import io.opsmon.backup.TableProgress;
import io.opsmon.backup.internal.catalogue.BackupCatalogue.BackupLease;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An activity of this node for one backup, run by one thread. The {@link LeaseHeartbeat} may stop the activity at any
 * time; the interrupt reaches the thread only during the activity.
 */
final class BackupJob implements TableProgress {

    /** The reasons to stop an activity. */
    enum Reason {
        CANCELLED,
        TIMED_OUT,
        LOST,
        SHUTDOWN,
        STORAGE
    }

    private final BackupLease lease;
    private volatile LongSupplier progress = () -> 0;
    private volatile int tables;
    private volatile int allTables;

    // Guarded by this.
    private @Nullable Thread thread;
    private @Nullable Reason reason;
    private long deadlineNanos = Long.MAX_VALUE;

    BackupJob(BackupLease lease) {
        this.lease = lease;
    }

    BackupLease lease() {
        return lease;
    }

    /** Called by the thread that runs the activity. */
    synchronized void begin(long deadlineNanos) throws InterruptedException {
        if (reason != null) {
            throw new InterruptedException();
        }
        this.deadlineNanos = deadlineNanos;
        thread = Thread.currentThread();
    }

    /** Called by the same thread; no interrupt follows. */
    synchronized void end() {
        thread = null;
        if (reason != null) {
            // The interrupt was for the activity, which has ended.
            Thread.interrupted();
        }
    }

    synchronized void stop(Reason why) {
        if (reason == null) {
            reason = why;
        }
        if (thread != null) {
            thread.interrupt();
        }
    }

    synchronized boolean isLate(long nowNanos) {
        return thread != null && nowNanos - deadlineNanos > 0;
    }

    synchronized @Nullable Reason reason() {
        return reason;
    }

    void measure(LongSupplier bytes) {
        progress = bytes;
    }

    long bytes() {
        return progress.getAsLong();
    }

    @Override
    public void at(int done, int all) {
        tables = done;
        allTables = all;
    }

    int tables() {
        return tables;
    }

    int allTables() {
        return allTables;
    }
}
