package io.opsmon.backup;

import io.opsmon.backup.BackupEvent.Kind;
import io.opsmon.backup.BackupExecutor.Conclusion;
import io.opsmon.backup.BackupJob.Reason;
import io.opsmon.backup.catalogue.BackupCatalogue;
import io.opsmon.backup.catalogue.BackupCatalogue.BackupLease;
import io.opsmon.backup.file.BackupManifest;
import io.opsmon.backup.file.SpooledBackup;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restores a backup, in this order: the file is copied out of the storage and checked, so that nothing is touched for a
 * file that is not what the manifest says; over a live database, a safety backup is made; listeners are told, to hold
 * back what they can; the copy is restored. If the engine leaves it half done, the safety backup is restored in the
 * same way.
 */
final class RestorationWork {

    private static final Logger log = LoggerFactory.getLogger(RestorationWork.class);

    private final BackupCatalogue catalogue;
    private final StoredBackups stored;
    private final BackupExecutor executor;

    RestorationWork(BackupCatalogue catalogue, StoredBackups stored, BackupExecutor executor) {
        this.catalogue = catalogue;
        this.stored = stored;
        this.executor = executor;
    }

    /** Makes a safety backup, on this thread. */
    interface Safety {
        Backup make() throws IOException;
    }

    Conclusion run(BackupJob job, BackupSource source, BackupManifest manifest, RestoreRequest request, Safety safety)
            throws IOException, SQLException, InterruptedException {
        BackupLease lease = job.lease();
        String before = "";
        try (SpooledBackup copy = stored.spool(manifest)) {
            if (request.scope() == RestoreScope.REPLACE) {
                before = safety.make().id();
            }
            executor.publish(Kind.RESTORING, lease.backupId());
            try (InputStream dump = Measured.by(job, copy.open())) {
                source.runner().restore(request.target(), dump, request.scope());
            }
        } catch (HalfRestoredException half) {
            String safetyId = before;
            return () -> putBack(lease, source, request, safetyId, half);
        }
        return () -> executor.persistently(() -> catalogue.release(lease, null, false)) ? Kind.RESTORED : null;
    }

    private @Nullable Kind putBack(
            BackupLease lease, BackupSource source, RestoreRequest request, String safety, HalfRestoredException half) {
        String outcome;
        try {
            BackupManifest manifest = catalogue
                    .manifest(safety)
                    .orElseThrow(() -> new IOException("The safety backup is not in the catalogue"));
            stored.prove(manifest, true);
            try (SpooledBackup copy = stored.spool(manifest);
                    InputStream dump = copy.open()) {
                source.runner().restore(request.target(), dump, RestoreScope.REPLACE);
            }
            outcome = "The database was put back as it was before, from the safety backup " + safety;
        } catch (IOException | SQLException | RuntimeException failure) {
            half.addSuppressed(failure);
            outcome = "THE DATABASE IS HALF RESTORED. It could not be put back either (" + failure.getMessage()
                    + "). The safety backup " + safety + " has it as it was: restore that";
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            outcome = "THE DATABASE IS HALF RESTORED: the application was stopped. The safety backup " + safety
                    + " has it as it was: restore that";
        }
        log.error("Backup {}: {}", lease.backupId(), outcome, half);
        return failed(lease, half.getMessage() + ". " + outcome, null);
    }

    @Nullable
    Kind failed(BackupLease lease, String problem, @Nullable Reason stopped) {
        String whose = stopped == null ? problem : problem + ". The database is as it was";
        return executor.persistently(() -> catalogue.release(lease, "Restore: " + whose, false))
                ? Kind.RESTORATION_FAILED
                : null;
    }
}
