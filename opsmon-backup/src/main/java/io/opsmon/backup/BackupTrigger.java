package io.opsmon.backup;

/**
 * The reason of a backup.
 *
 * @since 0.1
 */
public enum BackupTrigger {

    /** An operator requested the backup. */
    MANUAL,

    /** A schedule was due. */
    SCHEDULED,

    /** A restore replaces the database; the backup keeps its previous content. */
    SAFETY,

    /** The backup was found in the storage, or uploaded. */
    IMPORTED
}
