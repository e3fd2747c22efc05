package io.opsmon.onlineuser.internal.security;

import java.time.Instant;

/**
 * The start of a request, stored as an attribute of the request.
 *
 * @param at the time, by this node's clock
 * @since 0.1
 */
public record Begun(Instant at) {}
