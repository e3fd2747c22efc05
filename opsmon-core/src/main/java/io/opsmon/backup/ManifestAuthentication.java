package io.opsmon.backup;

import io.opsmon.backup.UnauthenticatedBackupException.Reason;
import io.opsmon.backup.file.BackupEncoding;
import io.opsmon.backup.file.BackupManifest;
import io.opsmon.chain.Sealer;
import org.jspecify.annotations.Nullable;

/**
 * Decides by the configured keys what proves a manifest. A manifest from elsewhere must have every protection that is
 * configured: whoever could strip the signature or the key's id off could write anything. A backup that this
 * installation made before a key was configured lacks it rightly, but its row in the catalogue may have been edited:
 * that backup counts as unproven, and is not refused outright.
 */
record ManifestAuthentication(Sealer sealer, BackupEncoding encoding) {

    /**
     * Looks for a proof.
     *
     * @param manifest the manifest, from the catalogue, the storage or a caller
     * @param isMadeHere whether the catalogue says that this installation made the backup
     * @return the strongest proof
     * @throws UnauthenticatedBackupException if the manifest lacks a protection that is configured, or has one that is
     *     worth nothing
     */
    BackupProof prove(BackupManifest manifest, boolean isMadeHere) {
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
        String subject = "The manifest of the backup " + manifest.id();
        return switch (manifest.verify(sealer)) {
            case VALID -> true;
            case UNSIGNED -> {
                if (isMadeHere) {
                    yield false;
                }
                throw new UnauthenticatedBackupException(
                        Reason.UNSIGNED,
                        subject + " has no signature (UNSIGNED), and opsmon.chain.keys are configured: only backups"
                                + " signed with one of them are accepted");
            }
            case UNKNOWN_KEY ->
                throw new UnauthenticatedBackupException(
                        Reason.UNKNOWN_SIGNING_KEY,
                        subject + " is signed with a key that is not among opsmon.chain.keys (UNKNOWN_KEY)");
            case FORGED ->
                throw new UnauthenticatedBackupException(
                        Reason.FORGED,
                        subject + " does not match its signature (FORGED): it was changed after it had been signed");
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
                    "The backup " + manifest.id()
                            + " is not encrypted, and a keyset is configured: only backups encrypted with one of its"
                            + " keys are accepted");
        }
        if (!encoding.hasKey(keyId)) {
            throw new UnauthenticatedBackupException(
                    Reason.UNKNOWN_ENCRYPTION_KEY,
                    "The backup " + manifest.id() + " is encrypted with a key that is not in the keyset: " + keyId);
        }
        return true;
    }
}
