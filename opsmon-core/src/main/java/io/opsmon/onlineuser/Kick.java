package io.opsmon.onlineuser;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Denies access with a terminated session, token or remember-me cookie.
 *
 * @param ref the keyed hash of the session's id, the token or the cookie
 * @param until the time after which the kick may be removed, because the session, token or cookie has ended by then
 * @since 0.1
 */
public record Kick(String ref, Instant until) {

    /** The end of a kick that is kept permanently. */
    public static final Instant FOREVER = Instant.parse("9999-01-01T00:00:00Z");

    /** Truncates the time to milliseconds and limits it to {@link #FOREVER}. */
    public Kick {
        until = until.isAfter(FOREVER) ? FOREVER : until.truncatedTo(ChronoUnit.MILLIS);
    }

    /**
     * Returns whether the kick is kept permanently.
     *
     * @return true for sessions and tokens without an expiry
     */
    public boolean isForGood() {
        return until.equals(FOREVER);
    }
}
