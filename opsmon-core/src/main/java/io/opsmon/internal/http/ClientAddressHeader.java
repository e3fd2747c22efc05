package io.opsmon.internal.http;

/**
 * The header in which the host's proxies forward the client's address. Only one header is read, since a client could
 * set any other header that the proxies pass on unchanged.
 *
 * @since 0.1
 */
public enum ClientAddressHeader {
    /** {@code X-Forwarded-For}: the addresses from the client to the last proxy. */
    X_FORWARDED_FOR,
    /** {@code Forwarded} (RFC 7239): the {@code for} parameters. */
    FORWARDED,
    /** {@code X-Real-IP}: one address. */
    X_REAL_IP
}
