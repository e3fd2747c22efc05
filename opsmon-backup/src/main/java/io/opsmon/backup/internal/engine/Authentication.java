package io.opsmon.backup.internal.engine;

import io.opsmon.backup.Backup;
import io.opsmon.backup.BackupProof;
import io.opsmon.backup.BackupTrigger;
import io.opsmon.backup.UnauthenticatedBackupException;
import io.opsmon.backup.UnauthenticatedBackupException.Reason;
import io.opsmon.backup.file.BackupManifest;
import io.opsmon.backup.internal.catalogue.BackupCatalogue;
import io.opsmon.backup.internal.catalogue.BackupCatalogue.BackupLease;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the manifest of a backup to verifications and restores. The origin of the backup must be authenticated, or the
 * unauthenticated backup must be permitted and accepted.
 */
record Authentication(BackupCatalogue catalogue, StoredBackups stored, BackupSettings settings) {

    private static final Logger log = LoggerFactory.getLogger(Authentication.class);

    BackupProof authenticate(Backup backup) {
        return authenticate(backup, manifest(backup));
    }

    private BackupProof authenticate(Backup backup, BackupManifest manifest) {
        // The catalog knows only the backups of this installation; an imported backup comes from the storage.
        return stored.authenticate(manifest, backup.trigger() != BackupTrigger.IMPORTED);
    }

    private BackupManifest manifest(Backup backup) {
        BackupManifest manifest = catalogue.manifest(backup.id()).orElseThrow();
        if (!manifest.id().equals(backup.id())) {
            throw new UnauthenticatedBackupException(
                    Reason.FORGED,
                    "The catalog entry of backup \"" + backup.id() + "\" has the manifest of backup \"" + manifest.id()
                            + "\"");
        }
        return manifest;
    }

    /**
     * Compares the manifest in the storage with the manifest that the dead node announced.
     *
     * @param found the manifest in the storage
     * @param dead the dead node's lease
     * @return false if the manifest is of another backup
     * @throws UnauthenticatedBackupException if the manifest lacks a protection that is configured
     */
    boolean isOf(BackupManifest found, BackupLease dead) {
        if (!found.id().equals(dead.backupId())) {
            return false;
        }
        Optional<BackupManifest> announced = catalogue.manifest(dead.backupId());
        if (announced.isPresent()) {
            return announced.get().equals(found);
        }
        if (stored.authenticate(found, false) == BackupProof.NONE) {
            // The storage is not trusted: without an announced manifest, the backup counts as imported.
            catalogue.distrust(dead);
        }
        return true;
    }

    /** Returns the reason to refuse a backup; empty if the backup is authenticated, or can run once it is accepted. */
    Optional<UnauthenticatedBackupException> refusal(Backup backup) {
        try {
            check(backup, manifest(backup), true);
            return Optional.empty();
        } catch (UnauthenticatedBackupException refused) {
            return Optional.of(refused);
        }
    }

    private BackupProof check(Backup backup, BackupManifest manifest, boolean acceptUnsigned) {
        BackupProof proof = authenticate(backup, manifest);
        if (proof == BackupProof.NONE) {
            requireAccepted(manifest, acceptUnsigned);
        }
        return proof;
    }

    BackupManifest require(Backup backup, boolean acceptUnsigned) {
        try {
            BackupManifest manifest = manifest(backup);
            if (check(backup, manifest, acceptUnsigned) == BackupProof.NONE) {
                log.warn("Unauthenticated backup \"{}\" is used because the caller has accepted it", backup.id());
            }
            return manifest;
        } catch (UnauthenticatedBackupException refused) {
            log.warn(
                    "Backup \"{}\" of data source \"{}\" is refused: {}",
                    backup.id(),
                    backup.dataSource(),
                    refused.getMessage());
            throw refused;
        }
    }

    private void requireAccepted(BackupManifest manifest, boolean acceptUnsigned) {
        String id = manifest.id();
        if (!settings.allowUnsignedImports() || !acceptUnsigned) {
            throw new UnauthenticatedBackupException(
                    settings.allowUnsignedImports() ? Reason.NOT_CONFIRMED : Reason.NOT_ALLOWED,
                    "The origin of backup \"" + id + "\" cannot be authenticated, and a dump can run code. To"
                            + " verify or restore the backup nevertheless, set"
                            + " opsmon.backup.allow-unsigned-imports=true, use the permission"
                            + " opsmon:backup:restore, and pass the id of the backup in"
                            + " unsignedConfirmation");
        }
        long limit = settings.maxUnsignedDumpSize().toBytes();
        if (manifest.dumpBytes() > limit) {
            throw new UnauthenticatedBackupException(
                    Reason.TOO_LARGE,
                    "The dump of backup \"" + id + "\" has " + manifest.dumpBytes() + " bytes. For an"
                            + " unauthenticated backup, opsmon.backup.max-unsigned-dump-size permits " + limit);
        }
    }
}
