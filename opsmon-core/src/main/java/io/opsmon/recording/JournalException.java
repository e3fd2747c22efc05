package io.opsmon.recording;

/**
 * Thrown when the journal cannot store an entry, because the journal or the disk is full, or the directory is not
 * writable. The exception does not leave this package.
 */
final class JournalException extends RuntimeException {

    JournalException(String message) {
        super(message);
    }

    JournalException(String message, Throwable cause) {
        super(message, cause);
    }
}
