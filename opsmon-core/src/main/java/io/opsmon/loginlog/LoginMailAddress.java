package io.opsmon.loginlog;

import org.jspecify.annotations.Nullable;

/**
 * Finds the mail address of a user, for mails about sign-ins from a new device.
 *
 * <pre>{@code
 * @Bean
 * LoginMailAddress mailAddresses(Users users) {
 *     return username -> users.find(username).map(User::email).orElse(null);
 * }
 * }</pre>
 *
 * <p>Called on a thread that sends mails, outside of a request. May block. Thread-safe.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface LoginMailAddress {

    /**
     * Returns the address of a user.
     *
     * @param username the user name, as in the login log
     * @return the address; null to send no mail
     */
    @Nullable
    String of(String username);
}
