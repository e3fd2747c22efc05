package io.opsmon.backup;

import org.jspecify.annotations.Nullable;

/**
 * Something was done with a backup, or failed. An application event, published on the thread that did it.
 *
 * @param kind what
 * @param backup the backup, as it is now
 * @param reason the reason of a removal; null with every other kind
 * @since 0.1
 */
public record BackupEvent(
        Kind kind, Backup backup, @Nullable String reason) {

    /**
     * An event without a reason.
     *
     * @param kind the kind of event
     * @param backup the backup, as it is now
     */
    public BackupEvent(Kind kind, Backup backup) {
        this(kind, backup, null);
    }

    /** What may happen. */
    public enum Kind {
        /** A backup is stored. */
        SUCCEEDED,
        /** There is no backup, for a reason. */
        FAILED,
        /** There is no backup, because somebody stopped it. */
        CANCELLED,
        /** It was proven to restore. */
        VERIFIED,
        /** It does not restore, or something else comes out. */
        VERIFICATION_FAILED,
        /**
         * The verification could not be completed: it was cancelled, its node died, or the storage or the scratch
         * database was unavailable. The backup keeps its status, and its problem has the cause.
         */
        VERIFICATION_INCONCLUSIVE,
        /** It is about to be restored: a listener that needs time to hold something back takes it. */
        RESTORING,
        /** It was restored. */
        RESTORED,
        /** It was to be restored and was not. */
        RESTORATION_FAILED,
        /** Its files were deleted, for the reason of the event. */
        REMOVED,
        /** A comparison with the storage found no file of it. Nothing was deleted. */
        MISSING,
        /** A comparison with the storage found a file or a manifest that is not the one that was written. */
        DAMAGED,
        /** A comparison with the storage found the files again, as they were. */
        FOUND
    }
}
