package io.opsmon.loginlog.internal.security;

import io.opsmon.http.HttpExchange;
import io.opsmon.internal.cache.BoundedCache;
import io.opsmon.internal.security.BearerToken;
import io.opsmon.internal.security.PrincipalName;
import io.opsmon.loginlog.Login;
import io.opsmon.loginlog.LoginLogRecorder;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;

/**
 * Remembers recently seen clients, so that a client that authenticates with every request is recorded as one login. The
 * client is recorded again after it has been idle, and on each node separately. Bounded; thread-safe.
 *
 * @since 0.1
 */
public final class RecentClients {

    private final BoundedCache<String, Object> seen;

    /**
     * Creates an empty memory.
     *
     * @param capacity the maximum number of clients; the least recently seen are removed first
     * @param idleTimeout the idle time after which a client counts as new
     */
    public RecentClients(int capacity, Duration idleTimeout) {
        this.seen = BoundedCache.expiringAfterUse(capacity, idleTimeout);
    }

    /** Returns the login of a client that authenticates with every request; null if the client was seen recently. */
    @Nullable
    Login first(Authentication authentication, @Nullable HttpExchange request, LoginLogRecorder recorder) {
        @Nullable BearerToken token = BearerToken.of(authentication, request);
        if (token != null) {
            return isFirst(recorder.referenceOf(token.identity()))
                    ? Login.success(PrincipalName.required(authentication)).session(token.identity())
                    : null;
        }
        String client = PrincipalName.required(authentication)
                + '\n'
                + (request == null ? "" : request.clientIp() + "\n" + request.userAgent());
        return isFirst(recorder.referenceOf(client)) ? Login.success(PrincipalName.required(authentication)) : null;
    }

    /** Returns whether a client was seen recently. */
    boolean isKnown(String key) {
        return seen.get(key) != null;
    }

    /** Remembers a client, and returns whether it was not seen recently. */
    boolean isFirst(String key) {
        Object mine = new Object();
        return seen.get(key, unknown -> mine) == mine;
    }
}
