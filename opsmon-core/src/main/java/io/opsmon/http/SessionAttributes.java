package io.opsmon.http;

/**
 * What opsmon notes in a session.
 *
 * @since 0.1
 */
public final class SessionAttributes {

    /** Set before opsmon ends a session, so that its end is told as a kick and not as an expiry. */
    public static final String KICKED = "io.opsmon.kicked";

    private SessionAttributes() {}
}
