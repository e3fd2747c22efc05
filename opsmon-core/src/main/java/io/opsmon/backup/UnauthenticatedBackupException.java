package io.opsmon.backup;

import java.util.Locale;

/**
 * A backup is refused because it is not proven who made it. A dump is code: nothing of it is run, and its file is not
 * opened. The message names the backup, the reason and what to do.
 *
 * @since 0.1
 */
public final class UnauthenticatedBackupException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** The check that failed. */
    public enum Reason {
        /** Keys of signatures are configured, and the manifest has no signature. */
        UNSIGNED,
        /** The manifest is signed with a key that is not configured. */
        UNKNOWN_SIGNING_KEY,
        /** The signature is not of this manifest, or the manifest not of this backup. */
        FORGED,
        /** A keyset is configured, and the file is not encrypted. */
        NOT_ENCRYPTED,
        /** The file is encrypted with a key that is not in the keyset. */
        UNKNOWN_ENCRYPTION_KEY,
        /** There is no proof, and {@code opsmon.backup.allow-unsigned-imports} is off. */
        NOT_ALLOWED,
        /** There is no proof, and the caller has not confirmed that the dump is to be run nevertheless. */
        NOT_CONFIRMED,
        /** There is no proof, and the dump is larger than {@code opsmon.backup.max-unsigned-dump-size}. */
        TOO_LARGE;

        /**
         * The reason's name in answers over REST.
         *
         * @return {@code backup-not-allowed}, for example
         */
        public String code() {
            return "backup-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** The check that failed. */
    private final Reason reason;

    /**
     * Makes an exception.
     *
     * @param reason the check that failed
     * @param message the backup, the reason and what to do
     */
    public UnauthenticatedBackupException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /**
     * The check that failed.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }
}
