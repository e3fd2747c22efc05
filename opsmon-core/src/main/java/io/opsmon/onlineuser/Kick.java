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

    /** The end of a kick that is kept for good. */
    public static final Instant FOREVER = Instant.parse("9999-01-01T00:00:00Z");

    /**
     * Cuts the time to milliseconds; a time after {@link #FOREVER} becomes that.
     *
     * @param ref see {@link #ref()}
     * @param until see {@link #until()}
     */
    public Kick {
        until = until.isAfter(FOREVER) ? FOREVER : until.truncatedTo(ChronoUnit.MILLIS);
    }

    /**
     * Whether the kick is kept for good.
     *
     * @return true for sessions and tokens that never end by themselves
     */
    public boolean isForGood() {
        return until.equals(FOREVER);
    }
}
