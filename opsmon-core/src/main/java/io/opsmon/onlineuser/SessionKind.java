package io.opsmon.onlineuser;

/**
 * The kind of credential that keeps a user signed in.
 *
 * @since 0.1
 */
public enum SessionKind {
    /** An HTTP session of the servlet container. */
    SESSION,
    /** A bearer token. */
    TOKEN,
    /** A session of the console that began with a ticket. Does not count for the limit of sessions. */
    CONSOLE
}
