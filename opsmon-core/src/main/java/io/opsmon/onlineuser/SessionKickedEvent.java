package io.opsmon.onlineuser;

import org.jspecify.annotations.Nullable;

/**
 * Reports the termination of a session. Published as an application event on the node and thread of the call, once for
 * each session.
 *
 * @param session the terminated session
 * @param actor the operator; null for the policy for concurrent sessions
 * @param reason the reason, or null
 * @since 0.1
 */
public record SessionKickedEvent(
        OnlineSession session,
        @Nullable String actor,
        @Nullable String reason) {}
