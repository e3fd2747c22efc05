package io.opsmon.backup;

import org.jspecify.annotations.Nullable;

/**
 * Application event for the end of a backup activity, published on the thread that ran the activity.
 *
 * @param kind the kind of event
 * @param backup the current state of the backup
 * @param reason the reason of a removal or of a failed copy; null with every other kind
 * @since 0.1
 */
public record BackupEvent(
        Kind kind, Backup backup, @Nullable String reason) {

    /**
     * Creates an event without a reason.
     *
     * @param kind the kind of event
     * @param backup the current state of the backup
     */
    public BackupEvent(Kind kind, Backup backup) {
        this(kind, backup, null);
    }

    /** The kinds of event. */
    public enum Kind {
        /** A backup is stored. */
        SUCCEEDED,
        /** A backup is stored, and was not copied to every storage of copies. The reason names these storages. */
        COPY_FAILED,
        /** A backup failed; its problem gives the reason. */
        FAILED,
        /** A backup was cancelled by an operator. */
        CANCELLED,
        /** A backup was restored into a scratch database, and its content was equal to the dump. */
        VERIFIED,
        /** A backup cannot be restored, or its restored content differs from the dump. */
        VERIFICATION_FAILED,
        /**
         * A verification could not be completed, because it was cancelled, its node died, or the storage or the scratch
         * database was unavailable. The backup keeps its status, and its problem has the cause.
         */
        VERIFICATION_INCONCLUSIVE,
        /** A backup is about to be restored. The restore waits until all listeners have returned. */
        RESTORING,
        /** A backup was restored. */
        RESTORED,
        /**
         * A backup was restored, except optional parts such as privileges of missing roles. The backup's
         * {@link Backup#restoration()} names these parts.
         */
        RESTORED_WITH_WARNINGS,
        /** A restore failed. */
        RESTORATION_FAILED,
        /** The files of a backup were deleted, for the reason of the event. */
        REMOVED,
        /** A comparison with the storage found no file of the backup. Nothing was deleted. */
        MISSING,
        /** A comparison with the storage found a file or manifest that differs from the original. */
        DAMAGED,
        /** A comparison with the storage found the unchanged files of a backup that was missing or damaged. */
        FOUND
    }
}
