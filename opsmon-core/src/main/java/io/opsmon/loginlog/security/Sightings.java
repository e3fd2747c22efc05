package io.opsmon.loginlog.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;

/**
 * Remembers who has been seen, so that a client which proves who it is with every request is one login. It is a login again after it has been quiet for a while, and on each node of its own. Bounded; thread-safe.
 *
 * @since 0.1
 */
public final class Sightings {

    private final Cache<String, Boolean> seen;

    /**
     * Makes an empty memory.
     *
     * @param capacity the most clients to remember; those that were seen longest ago are forgotten first
     * @param quiet how long a client may be quiet before it counts as new
     */
    public Sightings(int capacity, Duration quiet) {
        this.seen = Caffeine.newBuilder()
                .maximumSize(capacity)
                .expireAfterAccess(quiet)
                .build();
    }

    boolean isFirst(String key) {
        if (seen.getIfPresent(key) != null) {
            return false;
        }
        return seen.asMap().putIfAbsent(key, Boolean.TRUE) == null;
    }
}
