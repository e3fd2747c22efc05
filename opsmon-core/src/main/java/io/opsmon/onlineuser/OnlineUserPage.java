package io.opsmon.onlineuser;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of sessions.
 *
 * @param items the sessions; fewer than the limit, or none, although a next page exists, if the search stopped after
 *     too many visited sessions
 * @param next the start of the next page; null on the last page
 * @param total the number of matching sessions
 * @param exact whether the total is exact; otherwise the total is a lower bound
 * @since 0.1
 */
public record OnlineUserPage(
        List<OnlineSession> items, OnlineUserQuery.@Nullable Cursor next, long total, boolean exact) {

    /** Copies the list. */
    public OnlineUserPage {
        items = List.copyOf(items);
    }
}
