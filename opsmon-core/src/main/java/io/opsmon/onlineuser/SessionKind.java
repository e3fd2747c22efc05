package io.opsmon.onlineuser;

/**
 * What proves that somebody is signed in.
 *
 * @since 0.1
 */
public enum SessionKind {
    /** An HTTP session of the servlet container. */
    SESSION,
    /** A bearer token. */
    TOKEN
}
