package io.opsmon.backup;

/**
 * Why a backup was made.
 *
 * @since 0.1
 */
public enum BackupTrigger {

    /** Somebody asked for it. */
    MANUAL,

    /** It was due. */
    SCHEDULED,

    /** Something is restored over the database: this is how it was before. */
    SAFETY,

    /** It was found in the storage, or uploaded. */
    IMPORTED
}
