package io.opsmon.loginlog.internal.security;

import io.opsmon.internal.cache.BoundedCache;
import io.opsmon.loginlog.FailureReason;
import io.opsmon.loginlog.LoginFailureReasonResolver;
import io.opsmon.loginlog.UsernameResolver;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.core.AuthenticationException;

/**
 * Resolves reasons of failures and users of typed names, with the host's beans. Thread-safe.
 *
 * <p>Without a {@link UsernameResolver}, the user of a typed name is learned from each successful sign-in, for the
 * counters of failures only.
 *
 * @since 0.1
 */
public final class LoginResolvers {

    private static final Logger log = LoggerFactory.getLogger(LoginResolvers.class);
    private static final int NAMES = 10_000;
    private static final Duration LEARNED = Duration.ofDays(1);

    /** One sign-in asks several times. */
    private static final Duration ONE_SIGN_IN = Duration.ofSeconds(10);

    private final Reasons reasons;
    private final List<UsernameResolver> usernames;
    private final BoundedCache<String, String> learned = BoundedCache.expiringAfterWrite(NAMES, LEARNED);
    private final BoundedCache<String, Optional<String>> resolved = BoundedCache.expiringAfterWrite(NAMES, ONE_SIGN_IN);

    /**
     * Creates the resolution.
     *
     * @param reasons the host's resolvers of reasons
     * @param usernames the host's resolvers of user names
     */
    public LoginResolvers(List<LoginFailureReasonResolver> reasons, List<UsernameResolver> usernames) {
        this.reasons = new Reasons(reasons);
        this.usernames = List.copyOf(usernames);
    }

    FailureReason reason(AuthenticationException failure, @Nullable String typed) {
        return reasons.of(failure, typed);
    }

    /** Returns the user of a typed name for the log: the host's answer, or the typed name. */
    @Nullable
    String user(@Nullable String typed) {
        return typed == null || usernames.isEmpty()
                ? typed
                : resolved.get(typed, this::resolve).orElse(typed);
    }

    /** Returns the name that counts for failures of a typed name. */
    @Nullable
    String counted(@Nullable String typed) {
        @Nullable String user = user(typed);
        @Nullable String known = typed == null || !typed.equals(user) ? null : learned.get(typed);
        return known == null ? user : known;
    }

    /** Remembers the user of a typed name after a successful sign-in. */
    void learn(String typed, String user) {
        if (!typed.equals(user)) {
            learned.put(typed, user);
        }
    }

    private Optional<String> resolve(String typed) {
        for (UsernameResolver resolver : usernames) {
            try {
                @Nullable String user = resolver.resolve(typed);
                if (user != null) {
                    return Optional.of(user);
                }
            } catch (RuntimeException failure) {
                log.warn("A user name is not resolved because \"{}\" failed", resolver, failure);
            }
        }
        return Optional.empty();
    }
}
