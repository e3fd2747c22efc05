package io.opsmon.backup;

import io.opsmon.backup.UnauthenticatedBackupException.Reason;
import io.opsmon.backup.catalogue.BackupCatalogue;
import io.opsmon.backup.catalogue.BackupCatalogue.BackupLease;
import io.opsmon.backup.file.BackupManifest;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands between the catalogue and everything that runs a dump: gives the manifest of a backup only if the backup is
 * proven, or is permitted and accepted without a proof.
 */
record Authentication(BackupCatalogue catalogue, StoredBackups stored, BackupSettings settings) {

    private static final Logger log = LoggerFactory.getLogger(Authentication.class);

    BackupProof prove(Backup backup) {
        return prove(backup, manifest(backup));
    }

    private BackupProof prove(Backup backup, BackupManifest manifest) {
        // What the storage has told is not what this installation knows.
        return stored.prove(manifest, backup.trigger() != BackupTrigger.IMPORTED);
    }

    private BackupManifest manifest(Backup backup) {
        BackupManifest manifest = catalogue.manifest(backup.id()).orElseThrow();
        if (!manifest.id().equals(backup.id())) {
            throw new UnauthenticatedBackupException(
                    Reason.FORGED,
                    "In the catalogue, the backup " + backup.id() + " has the manifest of " + manifest.id());
        }
        return manifest;
    }

    /**
     * Compares what the storage has of a dead node's backup with what that node has announced.
     *
     * @param found the manifest in the storage
     * @param dead the dead node's lease
     * @return false if it is another backup
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
        if (stored.prove(found, false) == BackupProof.NONE) {
            // The node knew what it had written; the storage may say anything.
            catalogue.distrust(dead);
        }
        return true;
    }

    /** Empty if the backup is proven, or runs once it is accepted. */
    Optional<UnauthenticatedBackupException> refusal(Backup backup) {
        try {
            check(backup, manifest(backup), true);
            return Optional.empty();
        } catch (UnauthenticatedBackupException refused) {
            return Optional.of(refused);
        }
    }

    private BackupProof check(Backup backup, BackupManifest manifest, boolean acceptUnsigned) {
        BackupProof proof = prove(backup, manifest);
        if (proof == BackupProof.NONE) {
            requireAccepted(manifest, acceptUnsigned);
        }
        return proof;
    }

    BackupManifest require(Backup backup, boolean acceptUnsigned) {
        try {
            BackupManifest manifest = manifest(backup);
            if (check(backup, manifest, acceptUnsigned) == BackupProof.NONE) {
                log.warn("The backup {} is run although nothing proves who made it", backup.id());
            }
            return manifest;
        } catch (UnauthenticatedBackupException refused) {
            log.warn("The backup {} of {} is not run: {}", backup.id(), backup.dataSource(), refused.getMessage());
            throw refused;
        }
    }

    private void requireAccepted(BackupManifest manifest, boolean acceptUnsigned) {
        String id = manifest.id();
        if (!settings.allowUnsignedImports() || !acceptUnsigned) {
            throw new UnauthenticatedBackupException(
                    settings.allowUnsignedImports() ? Reason.NOT_CONFIRMED : Reason.NOT_ALLOWED,
                    "Nothing proves who made the backup " + id + ", and a dump can run code. To verify or restore the"
                            + " backup nevertheless takes the setting opsmon.backup.allow-unsigned-imports=true, the"
                            + " permission opsmon:backup:restore, and the id of the backup in unsignedConfirmation");
        }
        long limit = settings.maxUnsignedDumpSize().toBytes();
        if (manifest.dumpBytes() > limit) {
            throw new UnauthenticatedBackupException(
                    Reason.TOO_LARGE,
                    "The dump of the backup " + id + " has " + manifest.dumpBytes() + " bytes. Without a proof of who"
                            + " made it, opsmon.backup.max-unsigned-dump-size permits " + limit);
        }
    }
}
