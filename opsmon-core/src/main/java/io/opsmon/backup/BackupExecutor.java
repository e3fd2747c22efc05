package io.opsmon.backup;

import io.opsmon.backup.BackupJob.Reason;
import io.opsmon.backup.catalogue.BackupCatalogue;
import io.opsmon.backup.catalogue.BackupCatalogue.BackupLease;
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
 * Does something with a backup under a lease, and sees to it that its end is noted: well, ill, cancelled, too slow or
 * lost. What ends while the catalogue is away is noted when it is back. Thread-safe.
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

    /** What is done under a lease; may be interrupted. */
    interface Work {
        Conclusion run(BackupJob job) throws IOException, SQLException, InterruptedException;
    }

    /**
     * Notes how it ended; not interrupted any more. Gives the kind of event, or null if the lease was lost to others.
     */
    interface Conclusion {
        BackupEvent.@Nullable Kind note();
    }

    /** Notes why it failed. */
    interface Failure {
        BackupEvent.@Nullable Kind note(String problem, @Nullable Reason stopped);
    }

    /** {@link #now} or {@link #later}. */
    interface Way {
        void run(BackupJob job, BackupSource source, Work work, Failure failure);
    }

    static String newToken() {
        return UUID.randomUUID().toString();
    }

    /** A run that counts from now on, whether its turn has come or not. */
    BackupJob register(BackupLease lease) {
        BackupJob job = new BackupJob(lease);
        heartbeats.add(job);
        return job;
    }

    void later(BackupJob job, BackupSource source, Work work, Failure failure) {
        threads.execute(() -> now(job, source, work, failure));
    }

    /** On this thread, to its end. */
    void now(BackupJob job, BackupSource source, Work work, Failure failure) {
        String id = job.lease().backupId();
        BackupEvent.@Nullable Kind kind;
        try {
            Conclusion conclusion = interruptibly(job, source, work);
            kind = conclusion.note();
        } catch (InterruptedException stopped) {
            @Nullable Reason reason = job.reason();
            if (reason == null) {
                // By the thread's owner, not by us.
                Thread.currentThread().interrupt();
            }
            kind = failure.note(said(reason, source), reason == null ? Reason.SHUTDOWN : reason);
        } catch (Exception | Error failed) {
            @Nullable Reason reason = job.reason();
            if (reason == null || failed instanceof HalfRestoredException) {
                log.warn("Backup {} of {}", id, source.name(), failed);
                kind = failure.note(withoutSecrets(failed, source), null);
            } else {
                kind = failure.note(said(reason, source), reason);
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
            log.warn("That backup {} {} could not be told", id, kind, failure);
        }
    }

    private String said(@Nullable Reason reason, BackupSource source) {
        if (reason == null || reason == Reason.SHUTDOWN) {
            return "The application was stopped";
        }
        return switch (reason) {
            case CANCELLED -> "It was cancelled";
            case TIMED_OUT -> "It took longer than " + source.timeout();
            default ->
                "Its heart did not beat for " + settings.heartbeatTimeout()
                        + ": another node took this one for dead, or the catalogue did not answer";
        };
    }

    String withoutSecrets(Throwable failed, BackupSource source) {
        String said = failed.getMessage() == null ? failed.toString() : failed.getMessage();
        @Nullable String password = source.database().password();
        // Programs quote addresses with other passwords in them, too.
        return settings.masking()
                .masked(password == null || password.isEmpty() ? said : said.replace(password, Masking.MASK));
    }

    /** Notes something that must not be forgotten, while the catalogue may be away. */
    boolean persistently(BooleanSupplier note) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return note.getAsBoolean();
            } catch (DataAccessException away) {
                if (closed || System.nanoTime() - deadline > 0) {
                    log.error("How a backup ended cannot be noted; what is stored of it is found by a resync", away);
                    return false;
                }
                pause();
            }
        }
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
        } catch (InterruptedException impatient) {
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
