package io.opsmon.onlineuser.security;

import java.time.Instant;

/**
 * The begin of a request; an attribute of it.
 *
 * @param at the time, by this node's clock
 * @since 0.1
 */
public record Begun(Instant at) {}
