package io.opsmon.onlineuser;

/**
 * Determines the limit of concurrent sessions for each user. A host provides a bean to give users different limits.
 * Thread-safe; called at each sign-in.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface SessionPolicy {

    /**
     * Returns the limit of a user.
     *
     * @param username the user name
     * @return the limit
     */
    SessionLimit limitOf(String username);
}
