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
 * @param ref names it: a keyed hash of the session's id, of a JWT's {@code jti} or of the token, which nobody can use in its place
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
        @Nullable String rememberMe) {

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
     */
    public OnlineSession {
        since = since.truncatedTo(ChronoUnit.MILLIS);
        lastAccess = lastAccess.truncatedTo(ChronoUnit.MILLIS);
        expiresAt = expiresAt == null ? null : expiresAt.truncatedTo(ChronoUnit.MILLIS);
    }

    /**
     * Whether it is online.
     *
     * @param now the time
     * @param timeout how long a session may be unused
     * @return false if it has been unused for so long, or has ended
     */
    public boolean isAlive(Instant now, Duration timeout) {
        return lastAccess.plus(timeout).isAfter(now) && (expiresAt == null || expiresAt.isAfter(now));
    }

    /**
     * The same session, used since.
     *
     * @param at when
     * @return a copy
     */
    public OnlineSession usedAt(Instant at) {
        return new OnlineSession(
                ref, username, kind, clientIp, device, location, node, since, at, expiresAt, rememberMe);
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
                ref, username, kind, clientIp, known, place, node, since, lastAccess, expiresAt, rememberMe);
    }
}
