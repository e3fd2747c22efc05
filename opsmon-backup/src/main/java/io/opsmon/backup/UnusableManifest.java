package io.opsmon.backup;

import io.opsmon.backup.file.BackupManifest;

/**
 * A manifest in the storage that is not usable, although its file exists. Nothing is deleted for it.
 *
 * @param name the name of the manifest
 * @param flaw the kind of error
 * @param reason the error as text
 * @since 0.1
 */
public record UnusableManifest(String name, Flaw flaw, String reason) {

    /**
     * Returns the name of the file that the manifest belongs to.
     *
     * @return the file name
     */
    public String file() {
        return name.substring(0, name.length() - BackupManifest.SUFFIX.length());
    }

    @Override
    public String toString() {
        return name;
    }

    /** The kinds of unusable manifests. */
    public enum Flaw {
        /** The manifest cannot be parsed, or is too large. */
        MALFORMED,
        /** The manifest names another file than the file beside it. */
        MISPLACED,
        /** The manifest is not signed, although keys are configured. */
        UNSIGNED,
        /** The manifest is signed with a key that is not configured here; it may be valid. */
        UNKNOWN_KEY,
        /** The signature of the manifest is invalid. */
        FORGED,
        /** The manifest differs from the catalog, or the storage has another file of the same backup. */
        ANOTHER_BACKUP,
        /** The size of the file differs from the manifest. */
        ANOTHER_SIZE,
        /** The backup is dated in the future. */
        IN_THE_FUTURE
    }
}
