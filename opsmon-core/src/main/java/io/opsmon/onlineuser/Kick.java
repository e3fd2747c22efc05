package io.opsmon.onlineuser;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Something that lets nobody in any more: a session, a token, a remember-me cookie.
 *
 * @param ref the keyed hash of it
 * @param until when it would have ended anyway, and the kick may be forgotten
 * @since 0.1
 */
public record Kick(String ref, Instant until) {

    /**
     * Cuts the time to milliseconds.
     *
     * @param ref see {@link #ref()}
     * @param until see {@link #until()}
     */
    public Kick {
        until = until.truncatedTo(ChronoUnit.MILLIS);
    }
}
