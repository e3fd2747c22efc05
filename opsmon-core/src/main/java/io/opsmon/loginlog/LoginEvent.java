package io.opsmon.loginlog;

/**
 * The kinds of events in the login log.
 *
 * @since 0.1
 */
public enum LoginEvent {
    /** A sign-in attempt; the outcome is success or failure. */
    LOGIN,
    /** A sign-out. */
    LOGOUT,
    /** A session ended by inactivity or by its expiry. */
    SESSION_EXPIRED,
    /** A session was terminated by an operator or by the policy for concurrent sessions. */
    KICK,
    /** Sign-in was locked after too many failures. */
    LOCK,
    /** An operator removed a lock. */
    UNLOCK,
    /** A user switched to another user. */
    SWITCH_USER
}
