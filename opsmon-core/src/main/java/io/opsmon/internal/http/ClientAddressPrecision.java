package io.opsmon.internal.http;

/**
 * The stored part of a client's address.
 *
 * @since 0.1
 */
public enum ClientAddressPrecision {
    /** The whole address. */
    FULL,
    /** The network: the first 24 bits of an IPv4 address, the first 48 of an IPv6 address; the rest is zero. */
    NETWORK,
    /** No address. */
    NONE
}
