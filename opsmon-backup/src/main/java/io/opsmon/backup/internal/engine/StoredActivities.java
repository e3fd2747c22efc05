package io.opsmon.backup.internal.engine;

import io.opsmon.backup.Backup;
import io.opsmon.backup.BackupActivity.Kind;
import io.opsmon.backup.BackupDatabase;
import io.opsmon.backup.BackupSource;
import io.opsmon.backup.RestoreRequest;
import io.opsmon.backup.RestoreScope;
import io.opsmon.backup.TableRestore;
import io.opsmon.backup.TableRestoreRequest;
import io.opsmon.backup.file.BackupManifest;
import io.opsmon.backup.internal.catalogue.BackupCatalogue;
import io.opsmon.backup.internal.engine.BackupExecutor.Way;
import io.opsmon.backup.internal.engine.BackupExecutor.Work;
import io.opsmon.backup.internal.engine.RestorationWork.Safety;
import java.util.NoSuchElementException;

/**
 * Starts verifications and restores. Each is checked, leases the stored backup, and then runs on the caller's thread or
 * on another one.
 */
final class StoredActivities {

    private final BackupSources sources;
    private final BackupCatalogue catalogue;
    private final Authentication authentication;
    private final BackupExecutor executor;
    private final VerificationWork verifications;
    private final RestorationWork restorations;
    private final TableRestorationWork tableRestorations;

    StoredActivities(
            BackupSources sources,
            BackupCatalogue catalogue,
            StoredBackups stored,
            BackupCopies copies,
            Authentication authentication,
            BackupExecutor executor,
            boolean rehearsesRestores) {
        this.sources = sources;
        this.catalogue = catalogue;
        this.authentication = authentication;
        this.executor = executor;
        this.verifications = new VerificationWork(catalogue, copies, executor);
        this.restorations = new RestorationWork(catalogue, stored, copies, executor, rehearsesRestores);
        this.tableRestorations = new TableRestorationWork(catalogue, copies, executor);
    }

    void verify(String id, boolean acceptUnsigned, Way way) {
        Backup backup = storedBackup(id);
        BackupManifest manifest = authentication.require(backup, acceptUnsigned);
        BackupSource source = sources.get(backup.dataSource());
        requireRunner(source, source.database(), manifest);
        BackupJob job = lease(manifest, Kind.VERIFICATION, "the verification of " + id);
        way.run(
                job,
                source,
                running -> verifications.run(running, source, manifest),
                (problem, stopped) -> verifications.failed(job.lease(), problem, stopped));
    }

    void restore(RestoreRequest request, Way way, Safety safety) {
        Backup backup = storedBackup(request.backupId());
        BackupManifest manifest = authentication.require(backup, request.acceptUnsigned());
        // A safety copy needs a configured data source; the data source of an imported backup may not be configured.
        boolean isOfTarget = request.scope() == RestoreScope.REPLACE || sources.find(backup.dataSource()) == null;
        BackupSource source = sources.get(isOfTarget ? request.target().name() : backup.dataSource());
        requireRunner(source, request.target(), manifest);
        DefaultBackups.requireComplete(request.scope(), manifest);
        restore(
                manifest,
                source,
                request.target(),
                way,
                job -> restorations.run(job, source, manifest, request, safety));
    }

    void restoreTable(TableRestoreRequest request, Way way) {
        Backup backup = storedBackup(request.backupId());
        BackupManifest manifest = authentication.require(backup, request.acceptUnsigned());
        BackupSource source = sources.get(request.target().name());
        requireRunner(source, request.target(), manifest);
        TableRestore table = TableRestorationWork.table(manifest, request);
        restore(
                manifest,
                source,
                request.target(),
                way,
                job -> tableRestorations.run(job, source, manifest, request, table));
    }

    private void restore(BackupManifest manifest, BackupSource source, BackupDatabase target, Way way, Work work) {
        BackupJob job = lease(manifest, Kind.RESTORATION, target.name());
        way.run(job, source, work, (problem, stopped) -> restorations.failed(job.lease(), problem, stopped));
    }

    private BackupJob lease(BackupManifest manifest, Kind kind, String key) {
        return executor.register(catalogue.lease(
                manifest.id(),
                kind,
                key,
                BackupExecutor.newToken(),
                executor.clock().instant(),
                manifest.dumpBytes()));
    }

    private static void requireRunner(BackupSource source, BackupDatabase target, BackupManifest manifest) {
        if (!source.runner().supports(target) || !source.runner().name().equals(manifest.runner())) {
            throw new IllegalArgumentException("Backup \"" + manifest.id() + "\" was made by the runner \""
                    + manifest.runner() + "\", which does not support data source \"" + target.name() + "\"");
        }
    }

    Backup storedBackup(String id) {
        Backup backup =
                catalogue.find(id).orElseThrow(() -> new NoSuchElementException("There is no backup \"" + id + "\"."));
        if (!backup.status().isStored()) {
            throw new NoSuchElementException(
                    "Backup \"" + id + "\" has no stored files: its status is " + backup.status() + ".");
        }
        return backup;
    }
}
