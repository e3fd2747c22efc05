package io.opsmon.onlineuser;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of sessions.
 *
 * @param items the sessions; fewer than asked for, or none, although there is a next page, if so many had to be looked
 *     at that the search stopped for now
 * @param next where the next page begins; null on the last page
 * @param total how many there are
 * @param exact whether the total is exact; otherwise there are at least so many
 * @since 0.1
 */
public record OnlineUserPage(
        List<OnlineSession> items, OnlineUserQuery.@Nullable Cursor next, long total, boolean exact) {

    /**
     * Copies what could change.
     *
     * @param items see {@link #items()}
     * @param next see {@link #next()}
     * @param total see {@link #total()}
     * @param exact see {@link #exact()}
     */
    public OnlineUserPage {
        items = List.copyOf(items);
    }
}
