package io.opsmon.backup;

/**
 * What became of a backup.
 *
 * @since 0.1
 */
public enum BackupStatus {

    /** It waits for its turn. */
    QUEUED,

    /** The database is being dumped. */
    RUNNING,

    /** It is stored; whether it restores has not been tried. */
    SUCCEEDED,

    /** It was restored, and what came out was what had been dumped. */
    VERIFIED,

    /** There is none; the problem says why. */
    FAILED,

    /** Somebody stopped it. */
    CANCELLED,

    /**
     * A deletion was requested, or retention decided it: its files are being deleted. The removal is finished after a
     * crash, too.
     */
    REMOVING,

    /** It was there; retention, or somebody, has removed its file. */
    EXPIRED;

    /**
     * Whether there is a file.
     *
     * @return true if it can be restored
     */
    public boolean isStored() {
        return this == SUCCEEDED || this == VERIFIED;
    }
}
