package io.opsmon.backup;

/**
 * The result of the last comparison of a stored backup with the storage. None of these states changes the status of the
 * backup, and none leads to a deletion.
 *
 * @since 0.1
 */
public enum FileState {

    /** File and manifest are in the storage, and match the catalog. */
    PRESENT,

    /** The storage answered, and has no file or no manifest of this backup. */
    MISSING,

    /** The manifest is signed with a key that this application does not have, so the file cannot be checked. */
    UNREADABLE,

    /** File or manifest do not match the catalog: malformed, forged, of another size or content. */
    DAMAGED,

    /** Retention has removed the file from the first storage. At least one {@linkplain BackupCopy copy} is stored. */
    REMOVED
}
