package io.opsmon.http;

/**
 * How much of a client's address is kept.
 *
 * @since 0.1
 */
public enum ClientAddressPrecision {
    /** All of it. */
    FULL,
    /** The network: the first 24 bits of an IPv4 address, the first 48 of an IPv6 address; the rest is zero. */
    NETWORK,
    /** Nothing. */
    NONE
}
