package io.opsmon.onlineuser.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.opsmon.client.Device;
import io.opsmon.http.ClientRequest;
import io.opsmon.http.SessionReference;
import io.opsmon.onlineuser.OnlineSession;
import io.opsmon.onlineuser.SessionKind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Makes sessions of what requests tell. References of tokens are remembered, since a keyed hash costs more than a
 * request should pay. Thread-safe.
 *
 * @since 0.1
 */
public final class OnlineSessions {

    private static final int REMEMBERED = 10_000;

    private final SessionReference references;
    private final String node;
    private final @Nullable String rememberMeCookie;
    private final Duration exactness;
    private final Clock clock;
    private final Cache<String, String> ofTokens =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();

    /**
     * Makes the maker.
     *
     * @param references names sessions
     * @param node this node's name
     * @param rememberMeCookie the name of the remember-me cookie; null if there is none
     * @param exactness the interval in which the uses of a session are written
     * @param clock the time
     */
    public OnlineSessions(
            SessionReference references,
            String node,
            @Nullable String rememberMeCookie,
            Duration exactness,
            Clock clock) {
        this.references = references;
        this.node = node;
        this.rememberMeCookie = rememberMeCookie;
        this.exactness = exactness;
        this.clock = clock;
    }

    /**
     * The reference of an HTTP session.
     *
     * @param sessionId its id
     * @return a keyed hash
     */
    public String ofSession(String sessionId) {
        return references.of(sessionId);
    }

    /**
     * The reference of a token.
     *
     * @param identity its identity
     * @return a keyed hash
     */
    public String ofToken(String identity) {
        return ofTokens.get(identity, references::of);
    }

    /**
     * The reference of a remember-me cookie. Another encoding of the same cookie has the same reference, and so has a
     * persistent cookie whose token has changed.
     *
     * @param value the cookie's value
     * @return a keyed hash
     */
    public String ofRememberMe(String value) {
        return references.of("remember-me\n" + RememberMeIdentity.of(value));
    }

    /**
     * The begin of a request that is handled now.
     *
     * @return the time
     */
    public Begun begun() {
        return new Begun(clock.instant());
    }

    /**
     * The longest time without use of a session, as it is noted: the last use is known as exactly as uses are written.
     *
     * @param ofHost the host's time; zero if there is no limit; null if it is not known
     * @return the time to note
     */
    public @Nullable Duration maxIdle(@Nullable Duration ofHost) {
        return ofHost == null || ofHost.isZero() || ofHost.isNegative() ? ofHost : ofHost.plus(exactness);
    }

    /**
     * The remember-me cookie that a client has after a request.
     *
     * @param request the request
     * @return its reference; null if there is none
     */
    public @Nullable String rememberMe(ClientRequest request) {
        @Nullable String value = rememberMeCookie == null ? null : request.cookie(rememberMeCookie);
        return value == null || value.isEmpty() ? null : ofRememberMe(value);
    }

    /**
     * The name of the remember-me cookie.
     *
     * @return the name; null if there is none
     */
    public @Nullable String rememberMeCookie() {
        return rememberMeCookie;
    }

    /**
     * A session that begins or is seen now.
     *
     * @param ref its reference
     * @param username whose it is
     * @param kind what it is
     * @param request its request; null if there is none
     * @param expiresAt when it ends whatever happens, or null
     * @return the session
     */
    public OnlineSession now(
            String ref,
            String username,
            SessionKind kind,
            @Nullable ClientRequest request,
            @Nullable Instant expiresAt) {
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
                request == null || kind == SessionKind.TOKEN ? null : rememberMe(request),
                // A token does not end for not being used.
                kind == SessionKind.TOKEN ? Duration.ZERO : request == null ? null : maxIdle(request.sessionMaxIdle()));
    }
}
