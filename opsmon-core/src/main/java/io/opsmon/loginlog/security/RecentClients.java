package io.opsmon.loginlog.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.opsmon.http.ClientRequest;
import io.opsmon.loginlog.Login;
import io.opsmon.loginlog.LoginLogRecorder;
import io.opsmon.security.BearerToken;
import io.opsmon.security.PrincipalName;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;

/**
 * Remembers who has been seen, so that a client which proves who it is with every request is one login. It is a login
 * again after it has been quiet for a while, and on each node of its own. Bounded; thread-safe.
 *
 * @since 0.1
 */
public final class RecentClients {

    private final Cache<String, Boolean> seen;

    /**
     * Makes an empty memory.
     *
     * @param capacity the most clients to remember; those that were seen longest ago are forgotten first
     * @param idleTimeout how long a client may be quiet before it counts as new
     */
    public RecentClients(int capacity, Duration idleTimeout) {
        this.seen = Caffeine.newBuilder()
                .maximumSize(capacity)
                .expireAfterAccess(idleTimeout)
                .build();
    }

    /** The login of somebody who proves who they are with every request; null if they were seen a moment ago. */
    @Nullable
    Login first(Authentication authentication, @Nullable ClientRequest request, LoginLogRecorder recorder) {
        @Nullable BearerToken token = BearerToken.of(authentication, request);
        if (token != null) {
            return first(authentication, token, recorder);
        }
        String who = PrincipalName.required(authentication)
                + '\n'
                + (request == null ? "" : request.clientIp() + "\n" + request.userAgent());
        return isFirst(recorder.referenceOf(who)) ? Login.success(PrincipalName.required(authentication)) : null;
    }

    /** The login of a client with a token; null if the token was seen a moment ago. */
    @Nullable
    Login first(Authentication authentication, BearerToken token, LoginLogRecorder recorder) {
        return isFirst(recorder.referenceOf(token.identity()))
                ? Login.success(PrincipalName.required(authentication)).session(token.identity())
                : null;
    }

    private boolean isFirst(String key) {
        if (seen.getIfPresent(key) != null) {
            return false;
        }
        return seen.asMap().putIfAbsent(key, Boolean.TRUE) == null;
    }
}
