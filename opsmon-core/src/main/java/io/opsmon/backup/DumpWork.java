package io.opsmon.backup;

import io.opsmon.backup.BackupEvent.Kind;
import io.opsmon.backup.LocalRun.Reason;
import io.opsmon.backup.Runs.Conclusion;
import io.opsmon.backup.catalogue.BackupCatalogue;
import io.opsmon.backup.catalogue.BackupCatalogue.Claim;
import io.opsmon.backup.file.BackupManifest;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** Makes a backup that has been queued. */
final class DumpWork {

    private static final Logger log = LoggerFactory.getLogger(DumpWork.class);

    private final BackupCatalogue catalogue;
    private final StoredBackups stored;
    private final StorageIdentity identity;
    private final Runs runs;

    DumpWork(BackupCatalogue catalogue, StoredBackups stored, StorageIdentity identity, Runs runs) {
        this.catalogue = catalogue;
        this.stored = stored;
        this.identity = identity;
        this.runs = runs;
    }

    Conclusion run(LocalRun run, BackupSource source) throws IOException, SQLException, InterruptedException {
        Claim claim = run.claim();
        Instant begun = runs.clock().instant();
        if (!catalogue.begin(claim, stored.fileName(claim.backupId(), source.name(), begun), begun)) {
            run.stop(Reason.LOST);
            throw new InterruptedException();
        }
        identity.require();
        long expected = catalogue
                .lastStored(source.name())
                .map(Backup::stored)
                .map(Backup.Stored::storedBytes)
                .orElse(0L);
        BackupManifest manifest = stored.create(
                claim.backupId(),
                source.database(),
                source.runner(),
                begun,
                expected,
                dump -> run.measure(dump::dumpBytes),
                run,
                written -> announce(claim, written));
        return () -> runs.persistently(
                        () -> catalogue.succeed(claim, manifest, runs.clock().instant()))
                ? Kind.SUCCEEDED
                : null;
    }

    /** If this node dies before it notes its success, another one compares what it finds in the storage with this. */
    private void announce(Claim claim, BackupManifest manifest) {
        try {
            catalogue.announce(claim, manifest);
        } catch (DataAccessException away) {
            log.debug("The manifest of backup {} is noted with its success", claim.backupId(), away);
        }
    }

    @Nullable
    Kind failed(Claim claim, String problem, @Nullable Reason stopped) {
        BackupStatus status = stopped == Reason.CANCELLED ? BackupStatus.CANCELLED : BackupStatus.FAILED;
        boolean noted = runs.persistently(
                () -> catalogue.fail(claim, status, problem, runs.clock().instant()));
        if (!noted) {
            return null;
        }
        return status == BackupStatus.CANCELLED ? Kind.CANCELLED : Kind.FAILED;
    }
}
