package io.opsmon.boot.backup;

import io.opsmon.backup.BackupSource;
import io.opsmon.backup.BackupStorage;
import io.opsmon.backup.internal.engine.DefaultBackups;
import io.opsmon.internal.maintenance.Maintenance;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Completes removals and copies, and applies retention. A storage that is unavailable does not stop the other steps.
 */
final class BackupTidying implements Maintenance.Task {

    private static final Duration ABANDONED = Duration.ofDays(1);

    private final DefaultBackups backups;
    private final BackupStorage storage;
    private final Duration historyMaxAge;
    private final Clock clock;

    BackupTidying(DefaultBackups backups, BackupStorage storage, Duration historyMaxAge, Clock clock) {
        this.backups = backups;
        this.storage = storage;
        this.historyMaxAge = historyMaxAge;
        this.clock = clock;
    }

    private interface Step {
        void run() throws IOException;
    }

    @Override
    public void run() throws IOException {
        // Checks the storage every hour, even if no backup is due for removal, so that health reports a failure.
        @Nullable IOException failure = after(null, backups::checkStorage);
        failure = after(failure, backups::finishRemovals);
        for (BackupSource source : backups.sources()) {
            failure = after(failure, () -> backups.applyRetention(source.name()));
            failure = after(failure, () -> backups.copyPending(source.name()));
        }
        backups.catalogue().forget(clock.instant().minus(historyMaxAge));
        failure = after(failure, () -> storage.deleteAbandoned(ABANDONED));
        failure = after(failure, () -> backups.deleteAbandonedCopies(ABANDONED));
        if (failure != null) {
            throw failure;
        }
    }

    private static @Nullable IOException after(@Nullable IOException earlier, Step step) {
        try {
            step.run();
            return earlier;
        } catch (IOException failure) {
            return earlier == null ? failure : earlier;
        }
    }
}
