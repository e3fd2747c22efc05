package io.opsmon.backup.internal.engine;

import io.opsmon.backup.BackupActivity.Kind;
import io.opsmon.backup.BackupEvent;
import io.opsmon.backup.BackupSource;
import io.opsmon.backup.UnauthenticatedBackupException;
import io.opsmon.backup.file.BackupManifest;
import io.opsmon.backup.internal.catalogue.BackupCatalogue;
import io.opsmon.backup.internal.catalogue.BackupCatalogue.LeaseSnapshot;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the activities of dead nodes. A dump counts as successful if its manifest is in the storage. */
record DeadLeases(
        BackupSources sources,
        BackupCatalogue catalogue,
        StoredBackups stored,
        Authentication authentication,
        BackupExecutor executor) {

    private static final Logger log = LoggerFactory.getLogger(DeadLeases.class);

    void end(LeaseSnapshot dead) {
        String problem = problem(dead);
        try {
            if (dead.kind() == Kind.DUMP && dead.file() != null) {
                Optional<BackupManifest> manifest = stored.manifest(dead.file());
                if (manifest.isPresent() && authentication.isOf(manifest.get(), dead.lease())) {
                    catalogue.succeed(
                            dead.lease(), manifest.get(), executor.clock().instant());
                    return;
                }
            }
        } catch (IOException | UnauthenticatedBackupException unknown) {
            log.warn(
                    "Stored files of backup \"{}\", left by a dead node, cannot be read",
                    dead.lease().backupId(),
                    unknown);
        }
        if (catalogue.markDead(dead, problem, executor.clock().instant())) {
            log.warn(
                    "Activity of backup \"{}\" of data source \"{}\" ended: {}",
                    dead.lease().backupId(),
                    dead.dataSource(),
                    problem);
            dropScratch(dead);
            executor.publish(
                    switch (dead.kind()) {
                        case DUMP -> BackupEvent.Kind.FAILED;
                        case VERIFICATION -> BackupEvent.Kind.VERIFICATION_INCONCLUSIVE;
                        case RESTORATION -> BackupEvent.Kind.RESTORATION_FAILED;
                    },
                    dead.lease().backupId());
        }
    }

    private static String problem(LeaseSnapshot dead) {
        return switch (dead.kind()) {
            case DUMP -> "The node that made the backup stopped sending heartbeats";
            case VERIFICATION -> "Verification: the node that ran the verification stopped sending heartbeats";
            case RESTORATION ->
                "Restore: the node that ran the restore stopped sending heartbeats. If the engine restores in one"
                        + " transaction, the database is unchanged. Otherwise the database may be PARTLY RESTORED:"
                        + " restore the last safety copy";
        };
    }

    private void dropScratch(LeaseSnapshot dead) {
        @Nullable BackupSource source = sources.find(dead.dataSource());
        if (dead.kind() != Kind.VERIFICATION || source == null) {
            return;
        }
        try {
            source.runner()
                    .scratch(
                            source.scratch(),
                            VerificationWork.scratchName(dead.lease().backupId()))
                    .close();
        } catch (Exception remains) {
            log.warn(
                    "Scratch database of backup \"{}\" may still exist; drop the database manually",
                    dead.lease().backupId(),
                    remains);
        }
    }
}
