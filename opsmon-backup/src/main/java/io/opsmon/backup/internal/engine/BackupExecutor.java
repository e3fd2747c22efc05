package io.opsmon.backup.internal.engine;

import io.opsmon.backup.BackupEvent;
import io.opsmon.backup.BackupSource;
import io.opsmon.backup.HalfRestoredException;
import io.opsmon.backup.internal.catalogue.BackupCatalogue;
import io.opsmon.backup.internal.catalogue.BackupCatalogue.BackupLease;
import io.opsmon.backup.internal.engine.BackupJob.Reason;
import io.opsmon.masking.Masking;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Runs backup activities under a lease and records their end: success, failure, cancellation, timeout or lost lease. If
 * the database of the catalog is unavailable, the end is recorded once the database is available again. Thread-safe.
 */
final class BackupExecutor {

    private static final Logger log = LoggerFactory.getLogger(BackupExecutor.class);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final long RETRY_MILLIS = 500;
    private static final int IDLE_SECONDS = 30;

    private final BackupCatalogue catalogue;
    private final LeaseHeartbeat heartbeats;
    private final Consumer<BackupEvent> events;
    private final Clock clock;
    private final BackupSettings settings;
    private final ThreadPoolExecutor threads;
    private volatile boolean closed;

    BackupExecutor(
            BackupCatalogue catalogue,
            LeaseHeartbeat heartbeats,
            Consumer<BackupEvent> events,
            Clock clock,
            BackupSettings settings) {
        this.catalogue = catalogue;
        this.heartbeats = heartbeats;
        this.events = events;
        this.clock = clock;
        this.settings = settings;
        this.threads = new ThreadPoolExecutor(
                settings.concurrency(),
                settings.concurrency(),
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> {
                    Thread thread = new Thread(task, "opsmon-backup");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /** An activity that runs under a lease; may be interrupted. */
    interface Work {
        Conclusion run(BackupJob job) throws IOException, SQLException, InterruptedException;
    }

    /**
     * Records the end of an activity without interruption. Returns the kind of event, or null if the lease was lost.
     */
    interface Conclusion {
        BackupEvent.@Nullable Kind note();
    }

    /** Records the reason of a failure. */
    interface Failure {
        BackupEvent.@Nullable Kind note(String problem, @Nullable Reason stopped);
    }

    /** A way of running an activity: {@link #now} or {@link #later}. */
    interface Way {
        void run(BackupJob job, BackupSource source, Work work, Failure failure);
    }

    static String newToken() {
        return UUID.randomUUID().toString();
    }

    /** Registers a job, which holds its lease from now on, also while it waits for a thread. */
    BackupJob register(BackupLease lease) {
        BackupJob job = new BackupJob(lease);
        heartbeats.add(job);
        return job;
    }

    void later(BackupJob job, BackupSource source, Work work, Failure failure) {
        threads.execute(() -> now(job, source, work, failure));
    }

    /** Runs the activity on the calling thread. */
    void now(BackupJob job, BackupSource source, Work work, Failure failure) {
        String id = job.lease().backupId();
        BackupEvent.@Nullable Kind kind;
        try {
            Conclusion conclusion = interruptibly(job, source, work);
            kind = conclusion.note();
        } catch (InterruptedException stopped) {
            @Nullable Reason reason = job.reason();
            if (reason == null) {
                // The owner of the thread has interrupted it, not this executor.
                Thread.currentThread().interrupt();
            }
            kind = failure.note(reasonText(reason, source), reason == null ? Reason.SHUTDOWN : reason);
        } catch (Exception | Error failed) {
            @Nullable Reason reason = job.reason();
            if (reason == null || failed instanceof HalfRestoredException) {
                log.warn("Activity of backup \"{}\" of data source \"{}\" failed", id, source.name(), failed);
                kind = failure.note(withoutSecrets(failed, source), null);
            } else {
                kind = failure.note(reasonText(reason, source), reason);
            }
        } finally {
            heartbeats.remove(job);
        }
        if (kind != null) {
            publish(kind, id);
        }
    }

    private static Conclusion interruptibly(BackupJob job, BackupSource source, Work work)
            throws IOException, SQLException, InterruptedException {
        job.begin(System.nanoTime() + source.timeout().toNanos());
        try {
            return work.run(job);
        } finally {
            job.end();
        }
    }

    void publish(BackupEvent.Kind kind, String id) {
        publish(kind, id, null);
    }

    void publish(BackupEvent.Kind kind, String id, @Nullable String reason) {
        try {
            catalogue.find(id).ifPresent(backup -> events.accept(new BackupEvent(kind, backup, reason)));
        } catch (RuntimeException failure) {
            log.warn("Event for backup \"{}\" ({}) was not delivered to the listeners", id, kind, failure);
        }
    }

    private String reasonText(@Nullable Reason reason, BackupSource source) {
        if (reason == null || reason == Reason.SHUTDOWN) {
            return "The application was stopped";
        }
        return switch (reason) {
            case CANCELLED -> "The activity was cancelled";
            case TIMED_OUT -> "The activity took longer than " + source.timeout();
            default ->
                "The lease was lost after " + settings.heartbeatTimeout() + " without a heartbeat: another node"
                        + " has ended the lease, or the catalog did not answer";
        };
    }

    String withoutSecrets(Throwable failed, BackupSource source) {
        String said = failed.getMessage() == null ? failed.toString() : failed.getMessage();
        @Nullable String password = source.database().password();
        // Error messages of programs may quote addresses with other passwords.
        return settings.masking()
                .masked(password == null || password.isEmpty() ? said : said.replace(password, Masking.MASK));
    }

    /** Records a result, and retries while the database of the catalog is unavailable. */
    boolean retryUntilRecorded(BooleanSupplier note) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return note.getAsBoolean();
            } catch (DataAccessException unavailable) {
                if (closed || System.nanoTime() - deadline > 0) {
                    log.error(
                            "Result of a backup cannot be recorded in the catalog; run a resync to list a"
                                    + " stored backup",
                            unavailable);
                    return false;
                }
                pause();
            }
        }
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
        } catch (InterruptedException interrupted) {
            closed = true;
            Thread.currentThread().interrupt();
        }
    }

    Clock clock() {
        return clock;
    }

    void close() {
        heartbeats.close(settings.shutdownGrace());
        closed = true;
        threads.shutdownNow();
    }
}
