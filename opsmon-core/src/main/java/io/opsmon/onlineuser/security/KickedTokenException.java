package io.opsmon.onlineuser.security;

import org.springframework.security.authentication.AccountStatusException;

/**
 * The token was kicked. No other provider is asked.
 *
 * @since 0.1
 */
public final class KickedTokenException extends AccountStatusException {

    KickedTokenException() {
        super("The session was ended");
    }
}
