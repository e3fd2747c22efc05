package io.opsmon.onlineuser.security;

import org.springframework.security.authentication.AccountStatusException;

/**
 * Thrown when a token was terminated. No other provider is called.
 *
 * @since 0.1
 */
public final class KickedTokenException extends AccountStatusException {

    /** Creates the exception. */
    public KickedTokenException() {
        super("The session was terminated");
    }
}
