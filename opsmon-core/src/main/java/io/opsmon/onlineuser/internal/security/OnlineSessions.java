package io.opsmon.onlineuser.internal.security;

import io.opsmon.client.Device;
import io.opsmon.http.HttpExchange;
import io.opsmon.http.SessionReference;
import io.opsmon.onlineuser.OnlineSession;
import io.opsmon.onlineuser.SessionKind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Creates sessions from requests. Thread-safe.
 *
 * @since 0.1
 */
public final class OnlineSessions {

    private final SessionReference references;
    private final Function<HttpExchange, @Nullable String> storedIds;
    private final String node;
    private final @Nullable String rememberMeCookie;
    private final Duration exactness;
    private final Clock clock;

    /**
     * Creates the factory.
     *
     * @param references creates references of sessions
     * @param storedIds returns the id of the request's session if Spring Session stores the session; otherwise null
     * @param node this node's name
     * @param rememberMeCookie the name of the remember-me cookie; null if there is none
     * @param exactness the interval at which the uses of a session are written
     * @param clock the clock
     */
    public OnlineSessions(
            SessionReference references,
            Function<HttpExchange, @Nullable String> storedIds,
            String node,
            @Nullable String rememberMeCookie,
            Duration exactness,
            Clock clock) {
        this.references = references;
        this.storedIds = storedIds;
        this.node = node;
        this.rememberMeCookie = rememberMeCookie;
        this.exactness = exactness;
        this.clock = clock;
    }

    /**
     * Returns the reference of an HTTP session.
     *
     * @param sessionId the session's id
     * @return a keyed hash
     */
    public String ofSession(String sessionId) {
        return references.of(sessionId);
    }

    /**
     * Returns the reference of a remember-me cookie. Another encoding of the same cookie has the same reference, and so
     * has a persistent cookie whose token has changed.
     *
     * @param value the cookie's value
     * @return a keyed hash
     */
    public String ofRememberMe(String value) {
        return references.of("remember-me\n" + RememberMeIdentity.of(value));
    }

    /**
     * Returns the start of a request that begins now.
     *
     * @return the time
     */
    public Begun begun() {
        return new Begun(clock.millis());
    }

    /**
     * Returns the maximum idle time to store: the host's time plus the precision of the last access.
     *
     * @param ofHost the host's time; zero if there is no limit; null if it is not known
     * @return the time to store
     */
    public @Nullable Duration maxIdle(@Nullable Duration ofHost) {
        return ofHost == null || ofHost.isZero() || ofHost.isNegative() ? ofHost : ofHost.plus(exactness);
    }

    /**
     * Returns the reference of the remember-me cookie that a client has after a request.
     *
     * @param request the request
     * @return the reference; null if there is no cookie
     */
    public @Nullable String rememberMe(HttpExchange request) {
        @Nullable String value = rememberMeCookie == null ? null : request.cookie(rememberMeCookie);
        return value == null || value.isEmpty() ? null : ofRememberMe(value);
    }

    /**
     * Returns the name of the remember-me cookie.
     *
     * @return the name; null if there is none
     */
    public @Nullable String rememberMeCookie() {
        return rememberMeCookie;
    }

    /**
     * Creates an HTTP session that begins or is used now.
     *
     * @param ref the reference
     * @param username the user's name
     * @param request the request
     * @return the session
     */
    public OnlineSession session(String ref, String username, HttpExchange request) {
        OnlineSession session = now(
                ref,
                username,
                SessionKind.SESSION,
                request,
                null,
                rememberMe(request),
                maxIdle(request.sessionMaxIdle()));
        @Nullable String stored = storedIds.apply(request);
        return stored != null && ref.equals(references.of(stored))
                ? session.withSealedId(references.seal(stored))
                : session;
    }

    /**
     * Creates a token that is used now. A token without a known idle time does not end by inactivity.
     *
     * @param ref the reference
     * @param username the user's name
     * @param request the request; null if there is none
     * @param expiresAt the expiry, or null
     * @param maxIdle the idle time after which the host refuses the token; null if it is not known
     * @return the token
     */
    public OnlineSession token(
            String ref,
            String username,
            @Nullable HttpExchange request,
            @Nullable Instant expiresAt,
            @Nullable Duration maxIdle) {
        return now(
                ref,
                username,
                SessionKind.TOKEN,
                request,
                expiresAt,
                null,
                maxIdle == null ? Duration.ZERO : maxIdle(maxIdle));
    }

    private OnlineSession now(
            String ref,
            String username,
            SessionKind kind,
            @Nullable HttpExchange request,
            @Nullable Instant expiresAt,
            @Nullable String rememberMe,
            @Nullable Duration maxIdle) {
        Instant now = clock.instant();
        return new OnlineSession(
                ref,
                username,
                kind,
                request == null ? null : request.clientIp(),
                Device.UNKNOWN,
                null,
                node,
                now,
                now,
                expiresAt,
                rememberMe,
                maxIdle);
    }
}
