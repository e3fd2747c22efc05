package io.opsmon.onlineuser;

import io.opsmon.client.DeviceClass;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * Which sessions to find; a filter that is null lets all pass.
 *
 * @param username the user name
 * @param clientIp the client's address
 * @param deviceClass the kind of device
 * @param browser part of the browser's name, whatever its case
 * @param location part of country, region or city, whatever its case
 * @param node the node
 * @param minIdle sessions that have not been used for at least this long
 * @param maxIdle sessions that have been used within this time
 * @param since sessions that began at or after this
 * @param sort the order
 * @param cursor where the previous page ended; null for the first page
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

    /** The most sessions on a page. */
    public static final int MAX_LIMIT = 500;

    /** Sessions on a page if nothing is said. */
    public static final int DEFAULT_LIMIT = 20;

    /** All sessions, those used last first. */
    public static final OnlineUserQuery ALL = new OnlineUserQuery(
            null, null, null, null, null, null, null, null, null, Sort.LAST_ACCESS, null, DEFAULT_LIMIT);

    /** The order of sessions. */
    public enum Sort {
        /** Those used last first. */
        LAST_ACCESS(Comparator.comparing(OnlineSession::lastAccess)
                .thenComparing(OnlineSession::ref)
                .reversed()),
        /** By user name, so that a user's sessions lie together. */
        USERNAME(Comparator.comparing(OnlineSession::username).thenComparing(OnlineSession::ref));

        private final Comparator<OnlineSession> order;

        Sort(Comparator<OnlineSession> order) {
            this.order = order;
        }

        /**
         * The order of sessions; no two are equal.
         *
         * @return it
         */
        public Comparator<OnlineSession> order() {
            return order;
        }
    }

    /**
     * The place of a session in the order; stable unless it is used meanwhile.
     *
     * @param key the user name, or the time of the last access in milliseconds since 1970
     * @param ref the session's reference
     */
    public record Cursor(String key, String ref) {

        /**
         * The place behind a session.
         *
         * @param sort the order
         * @param session the last session of a page
         * @return its cursor
         */
        public static Cursor after(Sort sort, OnlineSession session) {
            return new Cursor(
                    sort == Sort.USERNAME
                            ? session.username()
                            : Long.toString(session.lastAccess().toEpochMilli()),
                    session.ref());
        }
    }

    /**
     * Checks the limit.
     *
     * @param username see {@link #username()}
     * @param clientIp see {@link #clientIp()}
     * @param deviceClass see {@link #deviceClass()}
     * @param browser see {@link #browser()}
     * @param location see {@link #location()}
     * @param node see {@link #node()}
     * @param minIdle see {@link #minIdle()}
     * @param maxIdle see {@link #maxIdle()}
     * @param since see {@link #since()}
     * @param sort see {@link #sort()}
     * @param cursor see {@link #cursor()}
     * @param limit see {@link #limit()}
     */
    public OnlineUserQuery {
        Assert.isTrue(limit >= 1 && limit <= MAX_LIMIT, () -> "limit must be 1 to " + MAX_LIMIT + ", is " + limit);
    }

    /**
     * All sessions of a user.
     *
     * @param username the user name
     * @return the query
     */
    public static OnlineUserQuery ofUser(String username) {
        return new OnlineUserQuery(
                username, null, null, null, null, null, null, null, null, Sort.LAST_ACCESS, null, MAX_LIMIT);
    }

    /**
     * Another page.
     *
     * @param from where it begins; null for the first
     * @param size sessions on it
     * @return a copy
     */
    public OnlineUserQuery withPage(@Nullable Cursor from, int size) {
        return new OnlineUserQuery(
                username, clientIp, deviceClass, browser, location, node, minIdle, maxIdle, since, sort, from, size);
    }

    /**
     * Whether there are filters besides user name and idle time, which stores have no index for.
     *
     * @return true if every session must be looked at
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
     * Whether a session passes.
     *
     * @param session a session
     * @param now the time that idleness is measured at
     * @return true if all filters let it pass
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
