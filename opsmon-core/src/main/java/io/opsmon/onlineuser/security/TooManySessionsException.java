package io.opsmon.onlineuser.security;

import org.springframework.security.authentication.AccountStatusException;

/**
 * The user has as many sessions as are allowed. No other provider is asked.
 *
 * @since 0.1
 */
public final class TooManySessionsException extends AccountStatusException {

    TooManySessionsException() {
        super("You are signed in at other places already");
    }
}
