package io.opsmon.backup;

import java.util.Locale;

/**
 * Thrown if a backup is refused because its origin is not authenticated. A dump can run code, so no part of the dump is
 * run and its file is not opened. The message names the backup, the reason and the remedy.
 *
 * @since 0.1
 */
public final class UnauthenticatedBackupException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** The check that failed. */
    public enum Reason {
        /** Signature keys are configured, and the manifest has no signature. */
        UNSIGNED,
        /** The manifest is signed with a key that is not configured. */
        UNKNOWN_SIGNING_KEY,
        /** The signature does not match the manifest, or the manifest does not match the backup. */
        FORGED,
        /** A keyset is configured, and the file is not encrypted. */
        NOT_ENCRYPTED,
        /** The file is encrypted with a key that is not in the keyset. */
        UNKNOWN_ENCRYPTION_KEY,
        /** The backup has no evidence of its origin, and {@code opsmon.backup.allow-unsigned-imports} is off. */
        NOT_ALLOWED,
        /** The backup has no evidence of its origin, and the caller has not confirmed its use. */
        NOT_CONFIRMED,
        /**
         * The backup has no evidence of its origin, and the dump is larger than
         * {@code opsmon.backup.max-unsigned-dump-size}.
         */
        TOO_LARGE;

        /**
         * Returns the code of the reason in REST answers.
         *
         * @return the code, for example {@code backup-not-allowed}
         */
        public String code() {
            return "backup-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private final Reason reason;

    /**
     * Creates an exception.
     *
     * @param reason the check that failed
     * @param message the backup, the reason and the remedy
     */
    public UnauthenticatedBackupException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /**
     * Returns the check that failed.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }
}
