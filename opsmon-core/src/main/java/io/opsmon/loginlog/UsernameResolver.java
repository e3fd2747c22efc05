package io.opsmon.loginlog;

import org.jspecify.annotations.Nullable;

/**
 * Resolves the user of a name that was typed to sign in, if a user has several names. The names then share one counter
 * of failures, and the login log shows the user. Thread-safe; called before each check of a password, on the thread of
 * the sign-in. If a resolver fails, the typed name counts.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface UsernameResolver {

    /**
     * Returns the user of a typed name.
     *
     * @param typed the typed name, for example an e-mail address
     * @return the user name that Spring Security knows after the sign-in; null if the user is unknown
     */
    @Nullable
    String resolve(String typed);
}
