package io.opsmon.onlineuser;

import io.opsmon.client.Device;
import io.opsmon.client.Location;
import io.opsmon.http.SessionReference;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * One session or token of a user. Immutable, with times in milliseconds.
 *
 * @param ref the reference: a keyed hash of the session's id, of a JWT's {@code jti} or of the token; the hash cannot
 *     be used in place of the original
 * @param username the user's name
 * @param kind the kind of credential
 * @param clientIp the address of the last registration, or null
 * @param device the device
 * @param location the location of the address, or null
 * @param node the node of the registration
 * @param since the time of the sign-in
 * @param lastAccess the time of the last use, accurate to the touch interval
 * @param expiresAt the expiry of a token; null if the session ends by inactivity
 * @param rememberMe a keyed hash of the remember-me cookie of the sign-in, or null
 * @param maxIdle the idle time after which the host ends the session; zero if the host never ends it for inactivity;
 *     null if the time is not known
 * @param sealedId the encrypted id of a session that Spring Session stores, from {@link SessionReference#seal}; null
 *     for other sessions
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
        @Nullable Duration maxIdle,
        @Nullable String sealedId) {

    /** The minimum idle time for which a session that never ends by itself is listed. */
    private static final Duration UNLIMITED_LISTED = Duration.ofDays(30);

    /** Truncates times to milliseconds, the precision of every store. */
    public OnlineSession {
        since = since.truncatedTo(ChronoUnit.MILLIS);
        lastAccess = lastAccess.truncatedTo(ChronoUnit.MILLIS);
        expiresAt = expiresAt == null ? null : expiresAt.truncatedTo(ChronoUnit.MILLIS);
        maxIdle = maxIdle != null && maxIdle.isNegative() ? Duration.ZERO : maxIdle;
    }

    /**
     * Creates a session that Spring Session does not store.
     *
     * @param ref the reference
     * @param username the user's name
     * @param kind the kind of credential
     * @param clientIp the address of the last registration, or null
     * @param device the device
     * @param location the location of the address, or null
     * @param node the node of the registration
     * @param since the time of the sign-in
     * @param lastAccess the time of the last use
     * @param expiresAt the expiry of a token, or null
     * @param rememberMe a keyed hash of the remember-me cookie, or null
     * @param maxIdle the maximum idle time; zero for no limit; null if it is not known
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
            @Nullable String rememberMe,
            @Nullable Duration maxIdle) {
        this(
                ref,
                username,
                kind,
                clientIp,
                device,
                location,
                node,
                since,
                lastAccess,
                expiresAt,
                rememberMe,
                maxIdle,
                null);
    }

    /**
     * Creates a session whose maximum idle time is not known.
     *
     * @param ref the reference
     * @param username the user's name
     * @param kind the kind of credential
     * @param clientIp the address of the last registration, or null
     * @param device the device
     * @param location the location of the address, or null
     * @param node the node of the registration
     * @param since the time of the sign-in
     * @param lastAccess the time of the last use
     * @param expiresAt the expiry of a token, or null
     * @param rememberMe a keyed hash of the remember-me cookie, or null
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
     * Returns whether the session is online.
     *
     * @param now the current time
     * @param timeout the maximum idle time where {@link #maxIdle()} is not known
     * @return false if the session has been idle for too long, or has expired
     */
    public boolean isAlive(Instant now, Duration timeout) {
        return aliveUntil(timeout).isAfter(now);
    }

    /**
     * Returns the end of the session if the session is not used again.
     *
     * @param timeout the maximum idle time where {@link #maxIdle()} is not known
     * @return the expiry, or the end of the maximum idle time if it is earlier
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
     * Returns a copy with another maximum idle time.
     *
     * @param idle the maximum idle time; zero for no limit; null if it is not known
     * @return a copy
     */
    public OnlineSession withMaxIdle(@Nullable Duration idle) {
        return new OnlineSession(
                ref,
                username,
                kind,
                clientIp,
                device,
                location,
                node,
                since,
                lastAccess,
                expiresAt,
                rememberMe,
                idle,
                sealedId);
    }

    /**
     * Returns a copy with an encrypted id.
     *
     * @param sealed the encrypted id, or null
     * @return a copy
     */
    public OnlineSession withSealedId(@Nullable String sealed) {
        return new OnlineSession(
                ref,
                username,
                kind,
                clientIp,
                device,
                location,
                node,
                since,
                lastAccess,
                expiresAt,
                rememberMe,
                maxIdle,
                sealed);
    }

    /**
     * Returns a copy with another last access.
     *
     * @param at the time of the last use
     * @return a copy
     */
    public OnlineSession usedAt(Instant at) {
        return new OnlineSession(
                ref,
                username,
                kind,
                clientIp,
                device,
                location,
                node,
                since,
                at,
                expiresAt,
                rememberMe,
                maxIdle,
                sealedId);
    }

    /**
     * Returns a copy with device and location.
     *
     * @param known the device
     * @param place the location, or null
     * @return a copy
     */
    public OnlineSession described(Device known, @Nullable Location place) {
        return new OnlineSession(
                ref,
                username,
                kind,
                clientIp,
                known,
                place,
                node,
                since,
                lastAccess,
                expiresAt,
                rememberMe,
                maxIdle,
                sealedId);
    }
}
