package io.opsmon.onlineuser;

import io.opsmon.client.Device;
import io.opsmon.client.Location;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * One session or token of a user. Immutable; to the millisecond.
 *
 * @param ref names it: a keyed hash of the session's id, of a JWT's {@code jti} or of the token, which nobody can use
 *     in its place
 * @param username whose it is
 * @param kind what it is
 * @param clientIp the address it was last registered from, or null
 * @param device the device
 * @param location where the address is, or null
 * @param node the node it was registered at
 * @param since when the user signed in
 * @param lastAccess when it was last used, within the interval of touches
 * @param expiresAt when it ends whatever happens, for tokens; null if it ends by not being used
 * @param rememberMe a keyed hash of the remember-me cookie that came with it, or null
 * @param maxIdle the time without use after which the host ends the session; zero if the host never ends it for that;
 *     null if the time is not known
 * @since 0.1
 */
public record OnlineSession(
        String ref,
        String username,
        SessionKind kind,
        @Nullable String clientIp,
        Device device,
        @Nullable Location location,
        String node,
        Instant since,
        Instant lastAccess,
        @Nullable Instant expiresAt,
        @Nullable String rememberMe,
        @Nullable Duration maxIdle) {

    /** The least time without use for which a session that never ends by itself stays in the list. */
    private static final Duration UNLIMITED_LISTED = Duration.ofDays(30);

    /**
     * Cuts times to milliseconds, which is what every store keeps.
     *
     * @param ref see {@link #ref()}
     * @param username see {@link #username()}
     * @param kind see {@link #kind()}
     * @param clientIp see {@link #clientIp()}
     * @param device see {@link #device()}
     * @param location see {@link #location()}
     * @param node see {@link #node()}
     * @param since see {@link #since()}
     * @param lastAccess see {@link #lastAccess()}
     * @param expiresAt see {@link #expiresAt()}
     * @param rememberMe see {@link #rememberMe()}
     * @param maxIdle see {@link #maxIdle()}
     */
    public OnlineSession {
        since = since.truncatedTo(ChronoUnit.MILLIS);
        lastAccess = lastAccess.truncatedTo(ChronoUnit.MILLIS);
        expiresAt = expiresAt == null ? null : expiresAt.truncatedTo(ChronoUnit.MILLIS);
        maxIdle = maxIdle != null && maxIdle.isNegative() ? Duration.ZERO : maxIdle;
    }

    /**
     * A session whose longest time without use is not known.
     *
     * @param ref see {@link #ref()}
     * @param username see {@link #username()}
     * @param kind see {@link #kind()}
     * @param clientIp see {@link #clientIp()}
     * @param device see {@link #device()}
     * @param location see {@link #location()}
     * @param node see {@link #node()}
     * @param since see {@link #since()}
     * @param lastAccess see {@link #lastAccess()}
     * @param expiresAt see {@link #expiresAt()}
     * @param rememberMe see {@link #rememberMe()}
     */
    public OnlineSession(
            String ref,
            String username,
            SessionKind kind,
            @Nullable String clientIp,
            Device device,
            @Nullable Location location,
            String node,
            Instant since,
            Instant lastAccess,
            @Nullable Instant expiresAt,
            @Nullable String rememberMe) {
        this(ref, username, kind, clientIp, device, location, node, since, lastAccess, expiresAt, rememberMe, null);
    }

    /**
     * Whether it is online.
     *
     * @param now the time
     * @param timeout the longest time without use where {@link #maxIdle()} is not known
     * @return false if the session has been unused for too long, or has expired
     */
    public boolean isAlive(Instant now, Duration timeout) {
        return aliveUntil(timeout).isAfter(now);
    }

    /**
     * The end of the session if nobody uses it again.
     *
     * @param timeout the longest time without use where {@link #maxIdle()} is not known
     * @return the expiry, or the end of the longest time without use, if that is earlier
     */
    public Instant aliveUntil(Duration timeout) {
        @Nullable Duration idle = maxIdle;
        if (idle == null) {
            idle = timeout;
        } else if (idle.isZero()) {
            if (expiresAt != null) {
                return expiresAt;
            }
            idle = timeout.compareTo(UNLIMITED_LISTED) > 0 ? timeout : UNLIMITED_LISTED;
        }
        Instant unused = lastAccess.plus(idle);
        return expiresAt == null || unused.isBefore(expiresAt) ? unused : expiresAt;
    }

    /**
     * The same session with another longest time without use.
     *
     * @param idle see {@link #maxIdle()}
     * @return a copy
     */
    public OnlineSession withMaxIdle(@Nullable Duration idle) {
        return new OnlineSession(
                ref, username, kind, clientIp, device, location, node, since, lastAccess, expiresAt, rememberMe, idle);
    }

    /**
     * The same session, used since.
     *
     * @param at when
     * @return a copy
     */
    public OnlineSession usedAt(Instant at) {
        return new OnlineSession(
                ref, username, kind, clientIp, device, location, node, since, at, expiresAt, rememberMe, maxIdle);
    }

    /**
     * The same session, described.
     *
     * @param known its device
     * @param place its place, or null
     * @return a copy
     */
    public OnlineSession described(Device known, @Nullable Location place) {
        return new OnlineSession(
                ref, username, kind, clientIp, known, place, node, since, lastAccess, expiresAt, rememberMe, maxIdle);
    }
}
