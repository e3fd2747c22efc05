package io.opsmon.onlineuser;

/**
 * A session was not kicked because too many kicks are kept for good already. Kicks that are kept stay in force.
 *
 * @since 0.1
 */
public final class TooManyKicksException extends IllegalStateException {

    private static final long serialVersionUID = 1;

    TooManyKicksException(int most) {
        super("There are " + most + " kicks of sessions and tokens that never expire. Give sessions and tokens an"
                + " expiry, or change the key that signs them, and remove these kicks from the store.");
    }
}
