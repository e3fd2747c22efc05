package io.opsmon.backup;

import io.opsmon.backup.LocalRun.Reason;
import io.opsmon.backup.catalogue.BackupCatalogue;
import io.opsmon.backup.catalogue.BackupCatalogue.Sighting;
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
 * Beats the heart of what this node does with backups, once a second, with its progress; stops what was cancelled, takes too long or was lost; and finds those of other nodes whose heart has stood still, by its own watch, as clocks of nodes differ. One thread.
 */
final class Pulse {

    private static final Logger log = LoggerFactory.getLogger(Pulse.class);
    private static final long BEAT_MILLIS = 1_000;
    private static final long LOOK_MILLIS = 5_000;

    private final BackupCatalogue catalogue;
    private final Duration deadAfter;
    private final Consumer<Sighting> undertaker;
    private final Set<LocalRun> runs = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "opsmon-backup-pulse");
        made.setDaemon(true);
        return made;
    });

    /** When a claim was first seen with the heartbeat that it still has. Of the one thread. */
    private final Map<Sighting, Long> seen = new HashMap<>();

    Pulse(BackupCatalogue catalogue, Duration deadAfter, Consumer<Sighting> undertaker) {
        this.catalogue = catalogue;
        this.deadAfter = deadAfter;
        this.undertaker = undertaker;
    }

    void start() {
        // Both catch what they throw.
        Future<?> unused = thread.scheduleWithFixedDelay(this::beat, BEAT_MILLIS, BEAT_MILLIS, TimeUnit.MILLISECONDS);
        unused = thread.scheduleWithFixedDelay(this::look, 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    void add(LocalRun run) {
        runs.add(run);
    }

    void remove(LocalRun run) {
        runs.remove(run);
    }

    private void beat() {
        for (LocalRun run : runs) {
            if (run.isLate(System.nanoTime())) {
                run.stop(Reason.TIMED_OUT);
            }
            try {
                switch (catalogue.beat(run.claim(), run.bytes(), run.tables(), run.allTables())) {
                    case GO_ON -> {}
                    case CANCEL -> run.stop(Reason.CANCELLED);
                    case LOST -> run.stop(Reason.LOST);
                }
            } catch (DataAccessException away) {
                log.warn(
                        "The progress of backup {} cannot be noted: {}",
                        run.claim().backupId(),
                        away.getMessage());
            } catch (RuntimeException | Error failure) {
                log.warn(
                        "The progress of backup {} cannot be noted", run.claim().backupId(), failure);
            }
        }
    }

    private void look() {
        try {
            Set<Sighting> now = Set.copyOf(catalogue.claims());
            seen.keySet().retainAll(now);
            long nanos = System.nanoTime();
            for (Sighting sighting : now) {
                long since = seen.computeIfAbsent(sighting, first -> nanos);
                if (nanos - since > deadAfter.toNanos()) {
                    undertaker.accept(sighting);
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

    /** Stops all that this node does, and the pulse once it has ended. */
    void close(Duration grace) {
        runs.forEach(run -> run.stop(Reason.SHUTDOWN));
        long deadline = System.nanoTime() + grace.toNanos();
        boolean interrupted = false;
        while (!runs.isEmpty() && System.nanoTime() - deadline < 0 && !interrupted) {
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
