package io.opsmon.loginlog;

/**
 * Marks of noteworthy logins. A mark is a hint for operators, not a verdict.
 *
 * @since 0.1
 */
public enum LoginRisk {
    /** The user has signed in before, but not with such a browser, system and device. */
    NEW_DEVICE,
    /** The user has signed in before, but not from this region. */
    NEW_LOCATION,
    /** The user signed in from another location that is too far away for the time in between. */
    IMPOSSIBLE_TRAVEL,
    /** One of many failures of this user or from this address within a short time. */
    FAILURE_BURST,
    /** A successful login after such a burst. */
    SUCCESS_AFTER_BURST
}
