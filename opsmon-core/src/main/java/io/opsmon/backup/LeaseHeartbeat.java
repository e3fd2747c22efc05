package io.opsmon.backup;

import io.opsmon.backup.BackupJob.Reason;
import io.opsmon.backup.catalogue.BackupCatalogue;
import io.opsmon.backup.catalogue.BackupCatalogue.LeaseSnapshot;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Beats the heart of what this node does with backups, once a second, with its progress; stops what was cancelled,
 * takes too long or was lost; and finds those of other nodes whose heart has stood still, by its own watch, as clocks
 * of nodes differ. One thread.
 */
final class LeaseHeartbeat {

    private static final Logger log = LoggerFactory.getLogger(LeaseHeartbeat.class);
    private static final long BEAT_MILLIS = 1_000;
    private static final long LOOK_MILLIS = 5_000;

    private final BackupCatalogue catalogue;
    private final Duration heartbeatTimeout;
    private final Consumer<LeaseSnapshot> onDeadNode;
    private final Set<BackupJob> jobs = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "opsmon-backup-heartbeat");
        made.setDaemon(true);
        return made;
    });

    /** When a lease was first seen with the heartbeat that it still has. Of the one thread. */
    private final Map<LeaseSnapshot, Long> seen = new HashMap<>();

    LeaseHeartbeat(BackupCatalogue catalogue, Duration heartbeatTimeout, Consumer<LeaseSnapshot> onDeadNode) {
        this.catalogue = catalogue;
        this.heartbeatTimeout = heartbeatTimeout;
        this.onDeadNode = onDeadNode;
    }

    void start() {
        // Both catch what they throw.
        Future<?> unused = thread.scheduleWithFixedDelay(this::beat, BEAT_MILLIS, BEAT_MILLIS, TimeUnit.MILLISECONDS);
        unused = thread.scheduleWithFixedDelay(this::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    void add(BackupJob job) {
        jobs.add(job);
    }

    void remove(BackupJob job) {
        jobs.remove(job);
    }

    private void beat() {
        for (BackupJob job : jobs) {
            if (job.isLate(System.nanoTime())) {
                job.stop(Reason.TIMED_OUT);
            }
            try {
                switch (catalogue.beat(job.lease(), job.bytes(), job.tables(), job.allTables())) {
                    case GO_ON -> {}
                    case CANCEL -> job.stop(Reason.CANCELLED);
                    case LOST -> job.stop(Reason.LOST);
                }
            } catch (DataAccessException away) {
                log.warn(
                        "The progress of backup {} cannot be noted: {}",
                        job.lease().backupId(),
                        away.getMessage());
            } catch (RuntimeException | Error failure) {
                log.warn(
                        "The progress of backup {} cannot be noted", job.lease().backupId(), failure);
            }
        }
    }

    private void look() {
        try {
            Set<LeaseSnapshot> now = Set.copyOf(catalogue.leases());
            seen.keySet().retainAll(now);
            long nanos = System.nanoTime();
            for (LeaseSnapshot snapshot : now) {
                long since = seen.computeIfAbsent(snapshot, first -> nanos);
                if (nanos - since > heartbeatTimeout.toNanos()) {
                    onDeadNode.accept(snapshot);
                }
            }
        } catch (DataAccessException away) {
            // Nobody's silence means anything while the catalogue is away.
            seen.clear();
            log.warn("It cannot be seen what is done with backups: {}", away.getMessage());
        } catch (RuntimeException | Error failure) {
            log.warn("It cannot be seen what is done with backups", failure);
        }
    }

    /** Stops all that this node does, and the heartbeats once it has ended. */
    void close(Duration grace) {
        jobs.forEach(job -> job.stop(Reason.SHUTDOWN));
        long deadline = System.nanoTime() + grace.toNanos();
        boolean interrupted = false;
        while (!jobs.isEmpty() && System.nanoTime() - deadline < 0 && !interrupted) {
            try {
                TimeUnit.MILLISECONDS.sleep(20);
            } catch (InterruptedException impatient) {
                interrupted = true;
            }
        }
        thread.shutdownNow();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
