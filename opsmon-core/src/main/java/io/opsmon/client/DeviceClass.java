package io.opsmon.client;

/**
 * What kind of thing a client is.
 *
 * @since 0.1
 */
public enum DeviceClass {
    /** A desktop or laptop computer. */
    DESKTOP,
    /** A telephone. */
    PHONE,
    /** A tablet. */
    TABLET,
    /** A program: a crawler, a script, a library. */
    ROBOT,
    /** Something else, or not known. */
    OTHER
}
