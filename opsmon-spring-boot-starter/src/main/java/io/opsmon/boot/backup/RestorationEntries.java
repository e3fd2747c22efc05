package io.opsmon.boot.backup;

import io.opsmon.backup.Backup;
import io.opsmon.backup.BackupEvent;
import io.opsmon.log.Outcome;
import io.opsmon.log.internal.AdministrativeOperation;
import io.opsmon.log.internal.AdministrativeOperation.Completion;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;

/**
 * Records the end of every restore, with its outcome and duration. The entry names the operator who began the restore
 * over REST on this node. Thread-safe.
 */
final class RestorationEntries implements ApplicationListener<PayloadApplicationEvent<BackupEvent>> {

    private final ApplicationEventPublisher events;
    private final Clock clock;
    private final Map<String, Begun> begun = new ConcurrentHashMap<>();

    RestorationEntries(ApplicationEventPublisher events, Clock clock) {
        this.events = events;
        this.clock = clock;
    }

    /** A restore that an operator began. */
    private record Begun(String operator, String target, Instant at) {}

    /** Begins a restore, and forgets the operator again if it is refused. */
    void begin(String backupId, String operator, String target, Runnable restore) {
        Begun mine = new Begun(operator, target, clock.instant());
        @Nullable Begun other = begun.put(backupId, mine);
        try {
            restore.run();
        } catch (RuntimeException refused) {
            // Another restore of the same backup may be running.
            begun.computeIfPresent(backupId, (id, last) -> last.equals(mine) ? other : last);
            throw refused;
        }
    }

    @Override
    public void onApplicationEvent(PayloadApplicationEvent<BackupEvent> event) {
        switch (event.getPayload().kind()) {
            case RESTORED, RESTORED_WITH_WARNINGS -> record(event.getPayload().backup(), Outcome.SUCCESS);
            case RESTORATION_FAILED -> record(event.getPayload().backup(), Outcome.FAILURE);
            default -> {
                // No end of a restore.
            }
        }
    }

    private void record(Backup backup, Outcome outcome) {
        @Nullable Begun start = begun.remove(backup.id());
        boolean isRestored = outcome == Outcome.SUCCESS;
        String what = "the backup of " + backup.dataSource() + " from " + backup.requestedAt()
                + (start == null ? "" : " into " + start.target());
        events.publishEvent(new AdministrativeOperation(
                "RESTORE",
                (isRestored ? "restored " : "failed to restore ") + what,
                "backup",
                backup.id(),
                Map.of("dataSource", backup.dataSource()),
                new Completion(
                        start == null ? null : start.operator(),
                        outcome,
                        start == null ? Duration.ZERO : Duration.between(start.at(), clock.instant()),
                        isRestored ? null : backup.problem())));
    }
}
