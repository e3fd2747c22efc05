package io.opsmon.onlineuser;

/**
 * How many sessions each user may have. A host provides a bean to make differences between users. Thread-safe; asked at
 * each sign-in.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface SessionPolicy {

    /**
     * The limit of a user.
     *
     * @param username the user name
     * @return the limit
     */
    SessionLimit limitOf(String username);
}
