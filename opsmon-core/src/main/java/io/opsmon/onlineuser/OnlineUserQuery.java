package io.opsmon.onlineuser;

import io.opsmon.client.DeviceClass;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * Filter, order and page of a search for sessions; a filter that is null matches all sessions.
 *
 * @param username the user name
 * @param clientIp the client's address
 * @param deviceClass the kind of device
 * @param browser part of the browser's name, ignoring case
 * @param location part of country, region or city, ignoring case
 * @param node the node
 * @param minIdle the minimum idle time
 * @param maxIdle the maximum idle time
 * @param since the earliest sign-in, inclusive
 * @param sort the order
 * @param cursor the end of the previous page; null for the first page
 * @param limit sessions on a page, 1 to {@value #MAX_LIMIT}
 * @since 0.1
 */
public record OnlineUserQuery(
        @Nullable String username,
        @Nullable String clientIp,
        @Nullable DeviceClass deviceClass,
        @Nullable String browser,
        @Nullable String location,
        @Nullable String node,
        @Nullable Duration minIdle,
        @Nullable Duration maxIdle,
        @Nullable Instant since,
        Sort sort,
        @Nullable Cursor cursor,
        int limit) {

    /** Maximum number of sessions on a page. */
    public static final int MAX_LIMIT = 500;

    /** Default number of sessions on a page. */
    public static final int DEFAULT_LIMIT = 20;

    /** All sessions, the last used first. */
    public static final OnlineUserQuery ALL = new OnlineUserQuery(
            null, null, null, null, null, null, null, null, null, Sort.LAST_ACCESS, null, DEFAULT_LIMIT);

    /** The order of sessions. */
    public enum Sort {
        /** By last access, the last used first. */
        LAST_ACCESS(Comparator.comparing(OnlineSession::lastAccess)
                .thenComparing(OnlineSession::ref)
                .reversed()),
        /** By user name, which groups the sessions of a user. */
        USERNAME(Comparator.comparing(OnlineSession::username).thenComparing(OnlineSession::ref));

        private final Comparator<OnlineSession> order;

        Sort(Comparator<OnlineSession> order) {
            this.order = order;
        }

        /**
         * Returns the order of sessions; no two sessions compare as equal.
         *
         * @return the comparator
         */
        public Comparator<OnlineSession> order() {
            return order;
        }
    }

    /**
     * The position of a session in the order; stable unless the session is used meanwhile.
     *
     * @param key the user name, or the time of the last access in milliseconds since 1970
     * @param ref the session's reference
     */
    public record Cursor(String key, String ref) {

        /**
         * Returns the position after a session.
         *
         * @param sort the order
         * @param session the last session of a page
         * @return the cursor
         */
        public static Cursor after(Sort sort, OnlineSession session) {
            return new Cursor(
                    sort == Sort.USERNAME
                            ? session.username()
                            : Long.toString(session.lastAccess().toEpochMilli()),
                    session.ref());
        }
    }

    /** Checks the limit. */
    public OnlineUserQuery {
        Assert.isTrue(limit >= 1 && limit <= MAX_LIMIT, () -> "limit must be 1 to " + MAX_LIMIT + ", is " + limit);
    }

    /**
     * Returns a query for all sessions of a user.
     *
     * @param username the user name
     * @return the query
     */
    public static OnlineUserQuery ofUser(String username) {
        return new OnlineUserQuery(
                username, null, null, null, null, null, null, null, null, Sort.LAST_ACCESS, null, MAX_LIMIT);
    }

    /**
     * Returns a copy for another page.
     *
     * @param from the start of the page; null for the first page
     * @param size sessions on the page
     * @return a copy
     */
    public OnlineUserQuery withPage(@Nullable Cursor from, int size) {
        return new OnlineUserQuery(
                username, clientIp, deviceClass, browser, location, node, minIdle, maxIdle, since, sort, from, size);
    }

    /**
     * Returns whether the query has a filter other than user name and idle time; stores have no index for other
     * filters.
     *
     * @return true if every session must be visited
     */
    public boolean hasUnindexedFilter() {
        return clientIp != null
                || deviceClass != null
                || browser != null
                || location != null
                || node != null
                || since != null;
    }

    /**
     * Returns whether a session matches all filters.
     *
     * @param session a session
     * @param now the time to compute idle times at
     * @return true if all filters match
     */
    public boolean matches(OnlineSession session, Instant now) {
        return (username == null || username.equals(session.username()))
                && (minIdle == null || !session.lastAccess().isAfter(now.minus(minIdle)))
                && (maxIdle == null || !session.lastAccess().isBefore(now.minus(maxIdle)))
                && matchesUnindexed(session);
    }

    private boolean matchesUnindexed(OnlineSession session) {
        return (clientIp == null || clientIp.equals(session.clientIp()))
                && (deviceClass == null || deviceClass == session.device().deviceClass())
                && (browser == null || contains(session.device().browser(), browser))
                && (node == null || node.equals(session.node()))
                && (since == null || !session.since().isBefore(since))
                && (location == null || isAt(session, location));
    }

    private static boolean isAt(OnlineSession session, String place) {
        return session.location() != null
                && (contains(session.location().country(), place)
                        || contains(session.location().region(), place)
                        || contains(session.location().city(), place));
    }

    private static boolean contains(@Nullable String text, String part) {
        return text != null && text.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
    }
}
