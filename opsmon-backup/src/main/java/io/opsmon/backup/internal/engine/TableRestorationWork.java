package io.opsmon.backup.internal.engine;

import io.opsmon.backup.Backup;
import io.opsmon.backup.BackupEvent.Kind;
import io.opsmon.backup.BackupSource;
import io.opsmon.backup.TableRestore;
import io.opsmon.backup.TableRestoreRequest;
import io.opsmon.backup.file.BackupManifest;
import io.opsmon.backup.internal.catalogue.BackupCatalogue;
import io.opsmon.backup.internal.catalogue.BackupCatalogue.BackupLease;
import io.opsmon.backup.internal.engine.BackupExecutor.Conclusion;
import io.opsmon.backup.internal.file.SpooledBackup;
import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Restores one table of a backup. The file is first copied out of the storage and checked against its manifest. The
 * runner changes the target completely or not at all, so that no safety copy is made.
 */
final class TableRestorationWork {

    private static final Logger log = LoggerFactory.getLogger(TableRestorationWork.class);

    private final BackupCatalogue catalogue;
    private final BackupCopies copies;
    private final BackupExecutor executor;

    TableRestorationWork(BackupCatalogue catalogue, BackupCopies copies, BackupExecutor executor) {
        this.catalogue = catalogue;
        this.copies = copies;
        this.executor = executor;
    }

    /**
     * Finds the table of a request in the manifest.
     *
     * @throws IllegalArgumentException if the backup does not contain the table or its rows
     */
    static TableRestore table(BackupManifest manifest, TableRestoreRequest request) {
        if (manifest.leftOut().rows().contains(request.table())) {
            throw new IllegalArgumentException(
                    "Backup \"" + manifest.id() + "\" does not contain the rows of table \"" + request.table() + "\"");
        }
        return manifest.tables().stream()
                .map(each -> new TableRestore(each.schema(), each.name(), each.rows(), "any"))
                .filter(each -> each.display().equals(request.table()))
                .findFirst()
                .map(each -> new TableRestore(each.schema(), each.name(), each.rows(), request.newName()))
                .orElseThrow(() -> new IllegalArgumentException(
                        "Backup \"" + manifest.id() + "\" does not contain a table \"" + request.table() + "\""));
    }

    /** Describes the target of a restore, for display. */
    static String target(TableRestoreRequest request) {
        return request.target().name() + ", table " + request.table()
                + (request.newName() == null ? "" : " as " + request.newName());
    }

    Conclusion run(
            BackupJob job,
            BackupSource source,
            BackupManifest manifest,
            TableRestoreRequest request,
            TableRestore table)
            throws IOException, SQLException, InterruptedException {
        BackupLease lease = job.lease();
        List<String> warnings;
        try (SpooledBackup copy = copies.spool(manifest)) {
            executor.publish(Kind.RESTORING, lease.backupId());
            try (InputStream dump = Measured.by(job, copy.open())) {
                warnings = source.runner()
                        .restoreTable(
                                request.target(),
                                source.scratch(),
                                dump,
                                VerificationWork.scratchName(lease.backupId()),
                                table)
                        .warnings();
            }
        }
        if (!warnings.isEmpty()) {
            log.warn(
                    "Table \"{}\" of backup \"{}\" was restored, and does not fit to other tables: {}",
                    request.table(),
                    lease.backupId(),
                    warnings);
        }
        Backup.Restoration restoration = new Backup.Restoration(executor.clock().instant(), target(request), warnings);
        Kind kind = warnings.isEmpty() ? Kind.RESTORED : Kind.RESTORED_WITH_WARNINGS;
        return () -> executor.retryUntilRecorded(() -> catalogue.restored(lease, restoration)) ? kind : null;
    }
}
