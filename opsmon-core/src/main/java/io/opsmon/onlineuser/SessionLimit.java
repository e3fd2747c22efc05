package io.opsmon.onlineuser;

import org.springframework.util.Assert;

/**
 * How many sessions a user may have, and what happens to one too many.
 *
 * @param sessions the most sessions; 0 for any number
 * @param onExceed what happens
 * @since 0.1
 */
public record SessionLimit(int sessions, OnExceed onExceed) {

    /** Any number. */
    public static final SessionLimit NONE = new SessionLimit(0, OnExceed.KICK_OLDEST);

    /** What happens to one session too many. */
    public enum OnExceed {
        /** The user is not signed in. */
        REJECT_NEW,
        /** The session that began first ends. */
        KICK_OLDEST
    }

    /**
     * Checks the bound.
     *
     * @param sessions see {@link #sessions()}
     * @param onExceed see {@link #onExceed()}
     */
    public SessionLimit {
        Assert.isTrue(sessions >= 0, () -> "max-sessions must not be negative, is " + sessions);
    }

    /**
     * Whether there is a limit.
     *
     * @return false for any number
     */
    public boolean isBounded() {
        return sessions > 0;
    }
}
