package io.opsmon.recording;

/**
 * The journal could not take an entry: it is full, its directory is unwritable, the disk is full. Never leaves this
 * package.
 */
final class JournalException extends RuntimeException {

    JournalException(String message) {
        super(message);
    }

    JournalException(String message, Throwable cause) {
        super(message, cause);
    }
}
