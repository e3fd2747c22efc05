package io.opsmon.http;

/**
 * The one header in which the host's proxies tell the client's address. Only one is read: a client could write itself
 * whichever other the proxies pass on untouched.
 *
 * @since 0.1
 */
public enum ClientAddressHeader {
    /** {@code X-Forwarded-For}: addresses from client to proxy. */
    X_FORWARDED_FOR,
    /** {@code Forwarded} (RFC 7239), its {@code for} parameters. */
    FORWARDED,
    /** {@code X-Real-IP}: one address. */
    X_REAL_IP
}
