package io.opsmon.backup.internal.engine;

import io.opsmon.backup.Backup;
import io.opsmon.backup.BackupEvent.Kind;
import io.opsmon.backup.BackupSource;
import io.opsmon.backup.HalfRestoredException;
import io.opsmon.backup.RestoreRequest;
import io.opsmon.backup.RestoreScope;
import io.opsmon.backup.file.BackupManifest;
import io.opsmon.backup.internal.catalogue.BackupCatalogue;
import io.opsmon.backup.internal.catalogue.BackupCatalogue.BackupLease;
import io.opsmon.backup.internal.engine.BackupExecutor.Conclusion;
import io.opsmon.backup.internal.engine.BackupJob.Reason;
import io.opsmon.backup.internal.file.SpooledBackup;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restores a backup in five steps. First, the file is copied out of the storage and checked against its manifest, so
 * that a damaged file changes nothing. Second, if a live database is replaced, the statements are tried in a scratch
 * database. Third, a safety copy of the live database is made. Fourth, listeners receive the event {@code RESTORING}.
 * Fifth, the copy is restored. If the engine leaves the database partly restored, the safety copy is restored in the
 * same way.
 */
final class RestorationWork {

    private static final Logger log = LoggerFactory.getLogger(RestorationWork.class);

    private static final String REHEARSAL = "The database is unchanged, because the rehearsal of the restore failed: ";

    private final BackupCatalogue catalogue;
    private final StoredBackups stored;
    private final BackupCopies copies;
    private final BackupExecutor executor;
    private final boolean rehearsesRestores;

    RestorationWork(
            BackupCatalogue catalogue,
            StoredBackups stored,
            BackupCopies copies,
            BackupExecutor executor,
            boolean rehearsesRestores) {
        this.catalogue = catalogue;
        this.stored = stored;
        this.copies = copies;
        this.executor = executor;
        this.rehearsesRestores = rehearsesRestores;
    }

    /** Makes a safety copy on the calling thread. */
    interface Safety {
        Backup make() throws IOException;
    }

    Conclusion run(BackupJob job, BackupSource source, BackupManifest manifest, RestoreRequest request, Safety safety)
            throws IOException, SQLException, InterruptedException {
        BackupLease lease = job.lease();
        String before = "";
        List<String> warnings;
        try (SpooledBackup copy = copies.spool(manifest)) {
            if (request.scope() == RestoreScope.REPLACE) {
                rehearse(job, source, request, copy);
                before = safety.make().id();
            }
            executor.publish(Kind.RESTORING, lease.backupId());
            try (InputStream dump = Measured.by(job, copy.open())) {
                warnings = source.runner()
                        .restore(request.target(), dump, request.scope())
                        .warnings();
            }
        } catch (HalfRestoredException half) {
            String safetyId = before;
            return () -> restoreSafetyBackup(lease, source, request, safetyId, half);
        }
        if (!warnings.isEmpty()) {
            log.warn(
                    "Backup \"{}\" was restored into \"{}\" except optional parts: {}",
                    lease.backupId(),
                    request.target().name(),
                    warnings);
        }
        Backup.Restoration restoration = new Backup.Restoration(
                executor.clock().instant(), request.target().name(), warnings);
        return () -> executor.retryUntilRecorded(() -> catalogue.restored(lease, restoration))
                ? kind(restoration.outcome())
                : null;
    }

    private void rehearse(BackupJob job, BackupSource source, RestoreRequest request, SpooledBackup copy)
            throws IOException, SQLException, InterruptedException {
        if (!rehearsesRestores) {
            return;
        }
        String name = VerificationWork.scratchName(job.lease().backupId());
        boolean isTried;
        try (InputStream dump = copy.open()) {
            isTried = source.runner().rehearse(request.target(), source.scratch(), dump, name);
        } catch (SQLException refused) {
            throw new SQLException(REHEARSAL + refused.getMessage(), refused.getSQLState(), refused);
        } catch (IOException failure) {
            throw new IOException(REHEARSAL + failure.getMessage(), failure);
        }
        if (!isTried) {
            log.warn(
                    "Restore of backup \"{}\" cannot be rehearsed, because no scratch database can be created",
                    job.lease().backupId());
        }
    }

    private static Kind kind(Backup.Restoration.Outcome outcome) {
        return switch (outcome) {
            case RESTORED -> Kind.RESTORED;
            case RESTORED_WITH_WARNINGS -> Kind.RESTORED_WITH_WARNINGS;
        };
    }

    private @Nullable Kind restoreSafetyBackup(
            BackupLease lease, BackupSource source, RestoreRequest request, String safety, HalfRestoredException half) {
        String outcome;
        try {
            BackupManifest manifest = catalogue
                    .manifest(safety)
                    .orElseThrow(() -> new IOException("The safety copy is not in the catalog"));
            stored.authenticate(manifest, true);
            try (SpooledBackup copy = copies.spool(manifest);
                    InputStream dump = copy.open()) {
                List<String> warnings = source.runner()
                        .restore(request.target(), dump, RestoreScope.REPLACE)
                        .warnings();
                if (!warnings.isEmpty()) {
                    log.warn("Safety copy \"{}\" was restored except optional parts: {}", safety, warnings);
                }
            }
            outcome = "The previous content of the database was restored from the safety copy " + safety;
        } catch (IOException | SQLException | RuntimeException failure) {
            half.addSuppressed(failure);
            outcome = "THE DATABASE IS PARTLY RESTORED. The automatic restore of the safety copy failed, too"
                    + " (" + failure.getMessage() + "). Restore the safety copy " + safety + ", which has the"
                    + " previous content";
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            outcome = "THE DATABASE IS PARTLY RESTORED, because the application was stopped. Restore the safety"
                    + " backup " + safety + ", which has the previous content";
        }
        log.error("Restore of backup \"{}\" failed: {}", lease.backupId(), outcome, half);
        return failed(lease, half.getMessage() + ". " + outcome, null);
    }

    @Nullable
    Kind failed(BackupLease lease, String problem, @Nullable Reason stopped) {
        String text = stopped == null ? problem : problem + ". The database is unchanged";
        return executor.retryUntilRecorded(() -> catalogue.release(lease, "Restore: " + text, false))
                ? Kind.RESTORATION_FAILED
                : null;
    }
}
