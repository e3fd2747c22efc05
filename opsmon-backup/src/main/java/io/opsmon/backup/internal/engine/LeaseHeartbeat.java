package io.opsmon.backup.internal.engine;

import io.opsmon.backup.internal.catalogue.BackupCatalogue;
import io.opsmon.backup.internal.catalogue.BackupCatalogue.LeaseSnapshot;
import io.opsmon.backup.internal.engine.BackupJob.Reason;
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
 * Sends heartbeats with progress for this node's backup leases every second. Stops activities that were cancelled,
 * exceed their timeout or have lost their lease. Finds leases of other nodes whose heartbeat has not changed within the
 * timeout, measured by this node's own clock, because the clocks of nodes differ. Runs on one thread.
 */
final class LeaseHeartbeat {

    private static final Logger log = LoggerFactory.getLogger(LeaseHeartbeat.class);
    private static final long HEARTBEAT_MILLIS = 1_000;
    private static final long CHECK_MILLIS = 5_000;

    private final BackupCatalogue catalogue;
    private final Duration heartbeatTimeout;
    private final Consumer<LeaseSnapshot> onDeadNode;
    private final Set<BackupJob> jobs = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "opsmon-backup-heartbeat");
        made.setDaemon(true);
        return made;
    });

    /** The time at which a lease was first seen with its current heartbeat. Used only by the heartbeat thread. */
    private final Map<LeaseSnapshot, Long> seen = new HashMap<>();

    LeaseHeartbeat(BackupCatalogue catalogue, Duration heartbeatTimeout, Consumer<LeaseSnapshot> onDeadNode) {
        this.catalogue = catalogue;
        this.heartbeatTimeout = heartbeatTimeout;
        this.onDeadNode = onDeadNode;
    }

    void start() {
        // Both tasks catch their exceptions.
        Future<?> unused = thread.scheduleWithFixedDelay(
                this::sendHeartbeats, HEARTBEAT_MILLIS, HEARTBEAT_MILLIS, TimeUnit.MILLISECONDS);
        unused = thread.scheduleWithFixedDelay(this::checkLeases, 0, CHECK_MILLIS, TimeUnit.MILLISECONDS);
    }

    void add(BackupJob job) {
        jobs.add(job);
    }

    void remove(BackupJob job) {
        jobs.remove(job);
    }

    private void sendHeartbeats() {
        for (BackupJob job : jobs) {
            if (job.isLate(System.nanoTime())) {
                job.stop(Reason.TIMED_OUT);
            }
            try {
                switch (catalogue.renew(job.lease(), job.bytes(), job.tables(), job.allTables())) {
                    case GO_ON -> {}
                    case CANCEL -> job.stop(Reason.CANCELLED);
                    case LOST -> job.stop(Reason.LOST);
                }
            } catch (DataAccessException unavailable) {
                log.warn(
                        "Progress of backup \"{}\" cannot be recorded: {}",
                        job.lease().backupId(),
                        unavailable.getMessage());
            } catch (RuntimeException | Error failure) {
                log.warn(
                        "Progress of backup \"{}\" cannot be recorded",
                        job.lease().backupId(),
                        failure);
            }
        }
    }

    private void checkLeases() {
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
        } catch (DataAccessException unavailable) {
            // While the database is unavailable, missing heartbeats do not mean dead nodes.
            seen.clear();
            log.warn("Leases of backups cannot be read: {}", unavailable.getMessage());
        } catch (RuntimeException | Error failure) {
            log.warn("Leases of backups cannot be read", failure);
        }
    }

    /** Stops all activities of this node, and stops the heartbeats after the activities have ended. */
    void close(Duration grace) {
        jobs.forEach(job -> job.stop(Reason.SHUTDOWN));
        long deadline = System.nanoTime() + grace.toNanos();
        boolean interrupted = false;
        while (!jobs.isEmpty() && System.nanoTime() - deadline < 0 && !interrupted) {
            try {
                TimeUnit.MILLISECONDS.sleep(20);
            } catch (InterruptedException stopped) {
                interrupted = true;
            }
        }
        thread.shutdownNow();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
