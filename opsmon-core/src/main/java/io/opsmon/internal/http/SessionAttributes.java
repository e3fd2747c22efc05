package io.opsmon.internal.http;

/**
 * Names of the session attributes of opsmon.
 *
 * @since 0.1
 */
public final class SessionAttributes {

    /** Marks a session that opsmon terminates, so that its end is recorded as a termination and not as an expiry. */
    public static final String KICKED = "io.opsmon.kicked";

    private SessionAttributes() {}
}
