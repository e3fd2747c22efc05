package io.opsmon.loginlog;

/**
 * What happened.
 *
 * @since 0.1
 */
public enum LoginEvent {
    /** Somebody signed in or tried to; the outcome tells which. */
    LOGIN,
    /** Somebody signed out. */
    LOGOUT,
    /** A session ended because nobody used it, or because its time was over. */
    SESSION_EXPIRED,
    /** A session was ended by an operator or by the policy for concurrent sessions. */
    KICK,
    /** Too many failures: sign-in is locked for a time. */
    LOCK,
    /** A lock was lifted by an operator. */
    UNLOCK,
    /** Somebody went on as another user. */
    SWITCH_USER
}
