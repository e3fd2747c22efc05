package io.opsmon.backup;

/**
 * Thrown if another activity of the same database or backup prevents the request. The message names the conflict and
 * the remedy.
 *
 * @since 0.1
 */
public final class BackupConflictException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /**
     * Creates an exception.
     *
     * @param message the conflict and the remedy
     */
    public BackupConflictException(String message) {
        super(message);
    }
}
