package io.opsmon.onlineuser.internal.security;

/**
 * The start of a request, stored as an attribute of the request.
 *
 * @param millis the time, by this node's clock, in milliseconds since 1970
 * @since 0.1
 */
public record Begun(long millis) {}
