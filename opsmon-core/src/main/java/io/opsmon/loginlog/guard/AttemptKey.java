package io.opsmon.loginlog.guard;

import io.opsmon.chain.Hash;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Whose attempts are counted: those of a user from an address, or all from an address. Never those of a user from everywhere, so that nobody can lock a user, an administrator for example, out of the application.
 *
 * @param username the user name; null for all from the address
 * @param address the address, or the network that one client of IPv6 has; empty if it is not known
 * @since 0.1
 */
public record AttemptKey(@Nullable String username, String address) {

    private static final int MAX_NAME = 200;

    /**
     * Makes names that a user directory may take for the same one, and cuts what is longer than any name.
     *
     * @param username see {@link #username()}
     * @param address see {@link #address()}
     */
    public AttemptKey {
        if (username != null) {
            String name = username.strip().toLowerCase(Locale.ROOT);
            username = name.length() <= MAX_NAME ? name : name.substring(0, MAX_NAME);
        }
    }

    /**
     * A name for the key that tells nothing.
     *
     * @return 32 hexadecimal digits, the same on every node
     */
    public String id() {
        String text = (username == null ? "a" : "u" + username) + '\0' + address;
        return Hash.sha256(text.getBytes(StandardCharsets.UTF_8)).toString().substring(0, 32);
    }
}
