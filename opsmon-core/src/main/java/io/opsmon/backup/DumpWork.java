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

/** Makes a backup that has been queued. */
final class DumpWork {

    private final BackupCatalogue catalogue;
    private final StoredBackups stored;
    private final Runs runs;

    DumpWork(BackupCatalogue catalogue, StoredBackups stored, Runs runs) {
        this.catalogue = catalogue;
        this.stored = stored;
        this.runs = runs;
    }

    Conclusion run(LocalRun run, BackupSource source) throws IOException, SQLException, InterruptedException {
        Claim claim = run.claim();
        Instant begun = runs.clock().instant();
        if (!catalogue.begin(claim, stored.fileName(claim.backupId(), source.name(), begun), begun)) {
            run.stop(Reason.LOST);
            throw new InterruptedException();
        }
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
                run);
        return () -> runs.persistently(
                        () -> catalogue.succeed(claim, manifest, runs.clock().instant()))
                ? Kind.SUCCEEDED
                : null;
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
