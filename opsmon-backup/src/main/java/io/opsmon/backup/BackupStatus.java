package io.opsmon.backup;

/**
 * The status of a backup.
 *
 * @since 0.1
 */
public enum BackupStatus {

    /** The backup waits for a free thread. */
    QUEUED,

    /** The database is being dumped. */
    RUNNING,

    /** The backup is stored, but was not verified. */
    SUCCEEDED,

    /** The backup was restored into a scratch database, and its content was equal to the dump. */
    VERIFIED,

    /** The backup failed; the problem gives the reason. */
    FAILED,

    /** An operator cancelled the backup. */
    CANCELLED,

    /** The files are being deleted, by request or by retention. After a crash, the removal is continued. */
    REMOVING,

    /** The files were deleted by request or by retention. */
    EXPIRED;

    /**
     * Checks whether the backup has a file in the storage.
     *
     * @return true if the backup can be restored
     */
    public boolean isStored() {
        return this == SUCCEEDED || this == VERIFIED;
    }
}
