package io.opsmon.loginlog.guard;

import io.opsmon.chain.Hash;
import io.opsmon.internal.jdbc.StorableText;
import io.opsmon.internal.security.FoldedName;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The key of attempts that are counted together: the attempts of a user from an address, or all attempts from an
 * address. No key counts a user at all addresses, so that an attacker cannot lock a user out of the application.
 *
 * @param username the given user name, cut to {@value #MAX_NAME} characters; null for all users of the address
 * @param address the stored and displayed address, or the network of one IPv6 client; empty if no address is stored
 * @param id 32 hexadecimal digits, equal for all names that a user directory may treat as one, and derived from the
 *     whole address
 * @since 0.1
 */
public record AttemptKey(@Nullable String username, String address, String id) {

    private static final int MAX_NAME = 200;
    private static final int ID_LENGTH = 32;

    /** Cuts the name, and replaces characters that databases reject. */
    public AttemptKey {
        username = StorableText.fitOrNull(username, MAX_NAME);
    }

    /**
     * Creates a key for an address that is stored whole.
     *
     * @param username the given user name; null for all users of the address
     * @param address the address
     */
    public AttemptKey(@Nullable String username, String address) {
        this(username, address, idOf(username, address));
    }

    /**
     * Creates a key for an address that is not stored, or stored in part.
     *
     * @param username the given user name; null for all users of the address
     * @param shown the stored and displayed address
     * @param source the text that represents the whole address
     * @return the key
     */
    static AttemptKey of(@Nullable String username, String shown, String source) {
        return new AttemptKey(username, shown, idOf(username, source));
    }

    private static String idOf(@Nullable String username, String source) {
        // The whole name, not the cut one: long names with the same beginning are different.
        String text = (username == null ? "a" : "u" + FoldedName.of(username)) + '\0' + source;
        return Hash.sha256(text.getBytes(StandardCharsets.UTF_8)).toString().substring(0, ID_LENGTH);
    }
}
