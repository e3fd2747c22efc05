package io.opsmon.onlineuser;

/**
 * Thrown when a session is not terminated because the limit of permanent terminations is reached. Existing kicks stay
 * in force.
 *
 * @since 0.1
 */
public final class TooManyKicksException extends IllegalStateException {

    private static final long serialVersionUID = 1;

    TooManyKicksException(int most) {
        super("The limit of " + most
                + " kicks of sessions and tokens that never expire is reached. Give sessions and tokens an"
                + " expiry, or change their signing key, and remove these kicks from the store.");
    }
}
