package io.opsmon.backup;

import io.opsmon.backup.BackupEvent.Kind;
import io.opsmon.backup.BackupExecutor.Conclusion;
import io.opsmon.backup.BackupJob.Reason;
import io.opsmon.backup.BackupRunner.Scratch;
import io.opsmon.backup.catalogue.BackupCatalogue;
import io.opsmon.backup.catalogue.BackupCatalogue.BackupLease;
import io.opsmon.backup.file.BackupManifest;
import io.opsmon.backup.file.BackupManifest.TableContent;
import io.opsmon.backup.file.SpooledBackup;
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

/** Restores a backup into a scratch database and compares what comes out with what was dumped. */
final class VerificationWork {

    private static final Logger log = LoggerFactory.getLogger(VerificationWork.class);

    /** Data sources whose verifications are not isolated, each with one warning. */
    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    private final BackupCatalogue catalogue;
    private final StoredBackups stored;
    private final BackupExecutor executor;

    VerificationWork(BackupCatalogue catalogue, StoredBackups stored, BackupExecutor executor) {
        this.catalogue = catalogue;
        this.stored = stored;
        this.executor = executor;
    }

    /** The scratch database of a backup has always the same name, so that what a dead node has left is found. */
    static String scratchName(String backupId) {
        String name = "opsmon_scratch_" + backupId.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        return name.substring(0, Math.min(name.length(), 60));
    }

    /**
     * A failure that says nothing about the backup, such as that of the storage, leaves the backup's status as it is.
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
            log.warn("Backup {} of {} could not be verified now", manifest.id(), source.name(), failed);
            String problem = executor.withoutSecrets(failed, source);
            return () -> failed(job.lease(), problem, Reason.STORAGE);
        }
    }

    private Conclusion compare(BackupJob job, BackupSource source, BackupManifest manifest, AtomicBoolean isRestoring)
            throws IOException, SQLException, InterruptedException {
        BackupLease lease = job.lease();
        List<TableContent> restored;
        // First the copy: nothing is made for a file that is not what the manifest says.
        try (SpooledBackup copy = stored.spool(manifest);
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
            String problem = "What was restored is not what was dumped: " + Differences.told(differences);
            return () -> failed(lease, problem, null);
        }
        return () -> executor.persistently(
                        () -> catalogue.verified(lease, executor.clock().instant()))
                ? Kind.VERIFIED
                : null;
    }

    /** Before the first statement runs, so that it is known whatever becomes of the verification. */
    private void note(BackupLease lease, BackupSource source, ScratchIsolation isolation, List<String> notChecked) {
        if (!isolation.isIsolated() && warned.add(source.name())) {
            log.warn(
                    "Verifications of backups of \"{}\" are not isolated: {}. {}.",
                    source.name(),
                    isolation.reason(),
                    isolation.remedy());
        }
        boolean unused =
                executor.persistently(() -> catalogue.noteScratch(lease, new Backup.Scratch(isolation, notChecked)));
    }

    /**
     * Notes the end. A verification that was stopped is inconclusive. After a verification that failed, the backup is
     * not verified any more.
     */
    @Nullable
    Kind failed(BackupLease lease, String problem, @Nullable Reason stopped) {
        String prefix =
                stopped == Reason.STORAGE ? "Verification: the backup could not be verified now: " : "Verification: ";
        boolean isFailure = stopped == null;
        if (!executor.persistently(() -> catalogue.release(lease, prefix + problem, isFailure))) {
            return null;
        }
        return isFailure ? Kind.VERIFICATION_FAILED : Kind.VERIFICATION_INCONCLUSIVE;
    }
}
