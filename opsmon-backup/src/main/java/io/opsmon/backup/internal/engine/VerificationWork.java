package io.opsmon.backup.internal.engine;

import io.opsmon.backup.Backup;
import io.opsmon.backup.BackupEvent.Kind;
import io.opsmon.backup.BackupRunner.Scratch;
import io.opsmon.backup.BackupSource;
import io.opsmon.backup.ScratchIsolation;
import io.opsmon.backup.file.BackupManifest;
import io.opsmon.backup.file.BackupManifest.TableContent;
import io.opsmon.backup.internal.catalogue.BackupCatalogue;
import io.opsmon.backup.internal.catalogue.BackupCatalogue.BackupLease;
import io.opsmon.backup.internal.engine.BackupExecutor.Conclusion;
import io.opsmon.backup.internal.engine.BackupJob.Reason;
import io.opsmon.backup.internal.file.SpooledBackup;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Restores a backup into a scratch database and compares the restored content with the dump. */
final class VerificationWork {

    private static final Logger log = LoggerFactory.getLogger(VerificationWork.class);

    /** Data sources whose verifications are not isolated; each is logged once. */
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    private final BackupCatalogue catalogue;
    private final BackupCopies copies;
    private final BackupExecutor executor;

    VerificationWork(BackupCatalogue catalogue, BackupCopies copies, BackupExecutor executor) {
        this.catalogue = catalogue;
        this.copies = copies;
        this.executor = executor;
    }

    /**
     * Returns the name of a backup's scratch database. The name is always the same, so that a database left by a dead
     * node is found.
     */
    static String scratchName(String backupId) {
        String name = "opsmon_scratch_" + backupId.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        return name.substring(0, Math.min(name.length(), 60));
    }

    /**
     * Runs a verification. A failure of the storage, or another failure that is not caused by the backup, leaves the
     * status of the backup unchanged.
     */
    Conclusion run(BackupJob job, BackupSource source, BackupManifest manifest)
            throws IOException, SQLException, InterruptedException {
        AtomicBoolean isRestoring = new AtomicBoolean();
        try {
            return compare(job, source, manifest, isRestoring);
        } catch (IOException | SQLException | RuntimeException | Error failed) {
            if (job.reason() != null || VerificationFailure.concernsBackup(failed, isRestoring.get())) {
                throw failed;
            }
            log.warn(
                    "Verification of backup \"{}\" of data source \"{}\" cannot be completed now",
                    manifest.id(),
                    source.name(),
                    failed);
            String problem = executor.withoutSecrets(failed, source);
            return () -> failed(job.lease(), problem, Reason.STORAGE);
        }
    }

    private Conclusion compare(BackupJob job, BackupSource source, BackupManifest manifest, AtomicBoolean isRestoring)
            throws IOException, SQLException, InterruptedException {
        BackupLease lease = job.lease();
        List<TableContent> restored;
        // The copy is made first: no scratch database is created for a file that does not match the manifest.
        try (SpooledBackup copy = copies.spool(manifest);
                Scratch scratch = source.runner().scratch(source.scratch(), scratchName(lease.backupId()));
                InputStream dump = Measured.by(job, copy.open())) {
            note(lease, source, scratch.isolation(), List.of());
            isRestoring.set(true);
            List<String> notChecked = scratch.restore(dump);
            if (!notChecked.isEmpty()) {
                note(lease, source, scratch.isolation(), notChecked);
            }
            restored = scratch.contents(job);
            isRestoring.set(false);
        }
        List<String> differences = Differences.between(manifest.tables(), restored);
        if (!differences.isEmpty()) {
            String problem = "The restored content differs from the dump: " + Differences.summary(differences);
            return () -> failed(lease, problem, null);
        }
        return () -> executor.retryUntilRecorded(
                        () -> catalogue.verified(lease, executor.clock().instant()))
                ? Kind.VERIFIED
                : null;
    }

    /** Records the isolation before the first statement runs, also for a verification that fails later. */
    private void note(BackupLease lease, BackupSource source, ScratchIsolation isolation, List<String> notChecked) {
        if (!isolation.isIsolated() && warned.add(source.name())) {
            log.warn(
                    "Verifications of backups of data source \"{}\" are not isolated: {}. {}.",
                    source.name(),
                    isolation.reason(),
                    isolation.remedy());
        }
        boolean unused = executor.retryUntilRecorded(
                () -> catalogue.noteScratch(lease, new Backup.Scratch(isolation, notChecked)));
    }

    /**
     * Records the end. A stopped verification is inconclusive and keeps the status of the backup. After a failed
     * verification, the backup no longer counts as verified.
     */
    @Nullable
    Kind failed(BackupLease lease, String problem, @Nullable Reason stopped) {
        String prefix =
                stopped == Reason.STORAGE ? "Verification: the backup cannot be verified now: " : "Verification: ";
        boolean isFailure = stopped == null;
        if (!executor.retryUntilRecorded(() -> catalogue.release(lease, prefix + problem, isFailure))) {
            return null;
        }
        return isFailure ? Kind.VERIFICATION_FAILED : Kind.VERIFICATION_INCONCLUSIVE;
    }
}
