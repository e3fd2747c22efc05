package io.opsmon.backup;

/**
 * Something else is being done with that database or backup; the message says what, and what to do.
 *
 * @since 0.1
 */
public final class BackupConflictException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /**
     * With a message.
     *
     * @param message what is in the way
     */
    public BackupConflictException(String message) {
        super(message);
    }
}
