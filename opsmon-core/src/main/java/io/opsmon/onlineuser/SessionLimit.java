package io.opsmon.onlineuser;

import org.springframework.util.Assert;

/**
 * The limit of concurrent sessions of a user and the action when the limit is exceeded.
 *
 * @param sessions the maximum number of sessions; 0 for no limit
 * @param onExceed the action when the limit is exceeded
 * @since 0.1
 */
public record SessionLimit(int sessions, OnExceed onExceed) {

    /** No limit. */
    public static final SessionLimit NONE = new SessionLimit(0, OnExceed.KICK_OLDEST);

    /** The action when a sign-in exceeds the limit. */
    public enum OnExceed {
        /** The sign-in is refused. */
        REJECT_NEW,
        /** The oldest session ends. */
        KICK_OLDEST
    }

    /** Checks the bound. */
    public SessionLimit {
        Assert.isTrue(sessions >= 0, () -> "max-sessions must not be negative, is " + sessions);
    }

    /**
     * Returns whether there is a limit.
     *
     * @return false if there is no limit
     */
    public boolean isBounded() {
        return sessions > 0;
    }
}
