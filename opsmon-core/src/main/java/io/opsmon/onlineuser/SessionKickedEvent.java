package io.opsmon.onlineuser;

import org.jspecify.annotations.Nullable;

/**
 * A session was kicked; published as an application event on the node and thread that did it, once for each session.
 *
 * @param session the session as it was
 * @param actor who did it; null for the policy for concurrent sessions
 * @param reason why, or null
 * @since 0.1
 */
public record SessionKickedEvent(
        OnlineSession session,
        @Nullable String actor,
        @Nullable String reason) {}
