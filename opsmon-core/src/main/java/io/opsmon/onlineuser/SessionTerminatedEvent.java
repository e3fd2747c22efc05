package io.opsmon.onlineuser;

/**
 * A kick has arrived at this node; published as an application event on every node, also on those that never saw the
 * session, so that a host may close what it holds open: WebSockets, subscriptions.
 *
 * @param ref the session
 * @since 0.1
 */
public record SessionTerminatedEvent(String ref) {}
