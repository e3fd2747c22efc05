package io.opsmon.backup;

/**
 * Something was done with a backup, or failed. An application event, published on the thread that did it.
 *
 * @param kind what
 * @param backup the backup, as it is now
 * @since 0.1
 */
public record BackupEvent(Kind kind, Backup backup) {

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
        /** It is about to be restored: a listener that needs time to hold something back takes it. */
        RESTORING,
        /** It was restored. */
        RESTORED,
        /** It was to be restored and was not. */
        RESTORATION_FAILED
    }
}
