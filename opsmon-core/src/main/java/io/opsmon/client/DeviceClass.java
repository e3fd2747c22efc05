package io.opsmon.client;

/**
 * The class of a client device.
 *
 * @since 0.1
 */
public enum DeviceClass {
    /** A desktop or laptop computer. */
    DESKTOP,
    /** A phone. */
    PHONE,
    /** A tablet. */
    TABLET,
    /** A program: a crawler, a script, a library. */
    ROBOT,
    /** Another or an unknown device. */
    OTHER
}
