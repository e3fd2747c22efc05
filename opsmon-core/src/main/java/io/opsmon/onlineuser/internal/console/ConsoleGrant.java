package io.opsmon.onlineuser.internal.console;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * A ticket or a session of the console, as a store holds it. Neither component gives access: the reference is a keyed
 * hash, and the content is encrypted with the text that only the owner has.
 *
 * @param ref the keyed hash of the ticket or cookie
 * @param sealed the encrypted content, in Base64
 * @param until the end
 * @since 0.1
 */
public record ConsoleGrant(String ref, String sealed, Instant until) {

    /** Truncates the end to milliseconds, the precision of every store. */
    public ConsoleGrant {
        until = until.truncatedTo(ChronoUnit.MILLIS);
    }
}
