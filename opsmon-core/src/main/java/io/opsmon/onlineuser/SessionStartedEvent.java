package io.opsmon.onlineuser;

/**
 * Reports a session or token that was not in the store before. Published as an application event on one node, on the
 * registry's own thread, after the session was stored.
 *
 * @param session the session, with device and location
 * @since 0.1
 */
public record SessionStartedEvent(OnlineSession session) {}
