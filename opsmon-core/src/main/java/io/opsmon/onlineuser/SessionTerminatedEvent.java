package io.opsmon.onlineuser;

/**
 * Reports the arrival of a termination at this node. Published as an application event on every node, even if the node
 * never saw the session. A host can then close open resources: WebSockets, subscriptions.
 *
 * @param ref the session's reference
 * @since 0.1
 */
public record SessionTerminatedEvent(String ref) {}
