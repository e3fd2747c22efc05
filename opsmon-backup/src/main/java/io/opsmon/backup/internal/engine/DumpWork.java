package io.opsmon.backup.internal.engine;

import io.opsmon.backup.Backup;
import io.opsmon.backup.BackupCopy;
import io.opsmon.backup.BackupEvent.Kind;
import io.opsmon.backup.BackupPart;
import io.opsmon.backup.BackupSource;
import io.opsmon.backup.BackupStatus;
import io.opsmon.backup.file.BackupManifest;
import io.opsmon.backup.internal.catalogue.BackupCatalogue;
import io.opsmon.backup.internal.catalogue.BackupCatalogue.BackupLease;
import io.opsmon.backup.internal.engine.BackupExecutor.Conclusion;
import io.opsmon.backup.internal.engine.BackupJob.Reason;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** Dumps the database of a queued backup into the storage, and copies the file into further storages. */
final class DumpWork {

    private static final Logger log = LoggerFactory.getLogger(DumpWork.class);

    private final BackupCatalogue catalogue;
    private final StoredBackups stored;
    private final StorageIdentity identity;
    private final BackupCopies copies;
    private final BackupExecutor executor;

    DumpWork(
            BackupCatalogue catalogue,
            StoredBackups stored,
            StorageIdentity identity,
            BackupCopies copies,
            BackupExecutor executor) {
        this.copies = copies;
        this.catalogue = catalogue;
        this.stored = stored;
        this.identity = identity;
        this.executor = executor;
    }

    Conclusion run(BackupJob job, BackupSource source, BackupPart part)
            throws IOException, SQLException, InterruptedException {
        BackupLease lease = job.lease();
        Instant begun = executor.clock().instant();
        if (!catalogue.begin(lease, stored.fileName(lease.backupId(), source.name(), begun), begun)) {
            job.stop(Reason.LOST);
            throw new InterruptedException();
        }
        identity.require();
        copies.requireRequired();
        long expected = catalogue
                .lastStored(source.name())
                .map(Backup::stored)
                .map(Backup.Stored::storedBytes)
                .orElse(0L);
        BackupManifest manifest = stored.create(
                lease.backupId(),
                source.database(),
                part,
                source.runner(),
                begun,
                expected,
                dump -> job.measure(dump::dumpBytes),
                job,
                written -> announce(lease, written));
        List<BackupCopy> made = copies.make(job, source, manifest);
        return () -> {
            if (!executor.retryUntilRecorded(
                    () -> catalogue.succeed(lease, manifest, executor.clock().instant()))) {
                return null;
            }
            copies.note(manifest.id(), made);
            return Kind.SUCCEEDED;
        };
    }

    /**
     * Records the manifest before the success. If this node dies in between, another node compares this manifest with
     * the storage.
     */
    private void announce(BackupLease lease, BackupManifest manifest) {
        try {
            catalogue.announce(lease, manifest);
        } catch (DataAccessException unavailable) {
            log.debug(
                    "Manifest of backup \"{}\" is not announced, and is recorded with the success",
                    lease.backupId(),
                    unavailable);
        }
    }

    @Nullable
    Kind failed(BackupLease lease, String problem, @Nullable Reason stopped) {
        BackupStatus status = stopped == Reason.CANCELLED ? BackupStatus.CANCELLED : BackupStatus.FAILED;
        boolean noted = executor.retryUntilRecorded(
                () -> catalogue.fail(lease, status, problem, executor.clock().instant()));
        if (!noted) {
            return null;
        }
        return status == BackupStatus.CANCELLED ? Kind.CANCELLED : Kind.FAILED;
    }
}
