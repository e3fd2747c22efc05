package io.opsmon.onlineuser.security;

import org.springframework.security.authentication.AccountStatusException;

/**
 * Thrown when a user has reached the session limit. No other provider is called.
 *
 * @since 0.1
 */
public final class TooManySessionsException extends AccountStatusException {

    /** Creates the exception. */
    public TooManySessionsException() {
        super("The maximum number of sessions of this user is reached");
    }
}
