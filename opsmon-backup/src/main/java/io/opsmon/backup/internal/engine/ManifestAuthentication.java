package io.opsmon.backup.internal.engine;

import io.opsmon.backup.BackupProof;
import io.opsmon.backup.UnauthenticatedBackupException;
import io.opsmon.backup.UnauthenticatedBackupException.Reason;
import io.opsmon.backup.file.BackupManifest;
import io.opsmon.backup.internal.file.BackupEncoding;
import io.opsmon.chain.Sealer;
import org.jspecify.annotations.Nullable;

/**
 * Authenticates manifests with the configured keys. A foreign manifest must have every configured protection, because
 * an attacker could otherwise remove the signature or the key's id and write any content. A backup that this
 * installation made before a key was configured lacks the protection legitimately, but its row in the catalog may have
 * been edited. Such a backup counts as unauthenticated and is not rejected outright.
 */
record ManifestAuthentication(Sealer sealer, BackupEncoding encoding) {

    /**
     * Authenticates a manifest.
     *
     * @param manifest the manifest, from the catalog, the storage or a caller
     * @param isMadeHere whether the catalog records that this installation made the backup
     * @return the strongest evidence
     * @throws UnauthenticatedBackupException if the manifest lacks a configured protection, or has an invalid one
     */
    BackupProof authenticate(BackupManifest manifest, boolean isMadeHere) {
        boolean isSigned = hasSignature(manifest, isMadeHere);
        boolean isEncrypted = hasEncryption(manifest, isMadeHere);
        if (isSigned) {
            return BackupProof.SIGNATURE;
        }
        if (isEncrypted) {
            return BackupProof.ENCRYPTION;
        }
        return isMadeHere && !sealer.canSign() && encoding.keyId() == null ? BackupProof.CATALOGUE : BackupProof.NONE;
    }

    private boolean hasSignature(BackupManifest manifest, boolean isMadeHere) {
        if (!sealer.hasKeys()) {
            return false;
        }
        String subject = "The manifest of backup \"" + manifest.id() + "\"";
        return switch (manifest.verify(sealer)) {
            case VALID -> true;
            case UNSIGNED -> {
                if (isMadeHere) {
                    yield false;
                }
                throw new UnauthenticatedBackupException(
                        Reason.UNSIGNED,
                        subject + " has no signature (UNSIGNED). Because opsmon.chain.keys are configured, only"
                                + " backups signed with one of these keys are accepted");
            }
            case UNKNOWN_KEY ->
                throw new UnauthenticatedBackupException(
                        Reason.UNKNOWN_SIGNING_KEY,
                        subject + " is signed with a key that is not among opsmon.chain.keys (UNKNOWN_KEY)");
            case FORGED ->
                throw new UnauthenticatedBackupException(
                        Reason.FORGED,
                        subject + " does not match its signature (FORGED): the manifest was changed after it was"
                                + " signed");
        };
    }

    private boolean hasEncryption(BackupManifest manifest, boolean isMadeHere) {
        boolean hasKeyset = encoding.keyId() != null;
        @Nullable String keyId = manifest.keyId();
        if (!hasKeyset) {
            return false;
        }
        if (keyId == null) {
            if (isMadeHere) {
                return false;
            }
            throw new UnauthenticatedBackupException(
                    Reason.NOT_ENCRYPTED,
                    "Backup \"" + manifest.id() + "\" is not encrypted. Because a keyset is configured, only"
                            + " backups encrypted with one of its keys are accepted");
        }
        if (!encoding.hasKey(keyId)) {
            throw new UnauthenticatedBackupException(
                    Reason.UNKNOWN_ENCRYPTION_KEY,
                    "Backup \"" + manifest.id() + "\" is encrypted with a key that is not in the keyset: " + keyId);
        }
        return true;
    }
}
