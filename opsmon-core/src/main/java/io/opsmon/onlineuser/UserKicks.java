package io.opsmon.onlineuser;

import io.opsmon.chain.Hash;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Remembers recently kicked users, for sign-ins in progress and sessions that are not written yet. Such a kick is
 * distributed like any other, under a reference of the user's name. A sign-in is compared with the time at which this
 * node received the kick, so that the clocks of nodes may differ. Thread-safe.
 */
final class UserKicks {

    private static final Duration LONGEST_SIGN_IN = Duration.ofMinutes(10);
    private static final String PREFIX = "user-";

    private final Map<String, Long> heard = new ConcurrentHashMap<>();

    static String ref(String username) {
        return PREFIX
                + Hash.sha256(username.getBytes(StandardCharsets.UTF_8))
                        .toString()
                        .substring(0, 32);
    }

    static boolean isOfUser(String ref) {
        return ref.startsWith(PREFIX);
    }

    static Kick kick(String username, Instant now) {
        return new Kick(ref(username), now.plus(LONGEST_SIGN_IN));
    }

    void arrived(String ref, long nowMillis) {
        heard.values().removeIf(at -> at < nowMillis - LONGEST_SIGN_IN.toMillis());
        heard.put(ref, nowMillis);
    }

    /** Returns whether this node received a kick of the user at or after a time. */
    boolean isAfter(String username, long begunMillis) {
        if (heard.isEmpty()) {
            return false;
        }
        @Nullable Long at = heard.get(ref(username));
        return at != null && at >= begunMillis;
    }
}
