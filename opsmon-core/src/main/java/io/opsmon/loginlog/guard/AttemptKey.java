package io.opsmon.loginlog.guard;

import io.opsmon.chain.Hash;
import io.opsmon.security.FoldedName;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The attempts that are counted together: those of a user from an address, or all from an address. Never those of a
 * user from everywhere, so that nobody can lock a user, an administrator for example, out of the application.
 *
 * @param username the user name as it was given, cut to {@value #MAX_NAME} characters; null for all from the address
 * @param address the address as it is kept and shown, or the network that one client of IPv6 has; empty if none is kept
 * @param id 32 hexadecimal digits, the same for all names that a user directory may take for one, and of the whole
 *     address whatever is kept of it
 * @since 0.1
 */
public record AttemptKey(@Nullable String username, String address, String id) {

    private static final int MAX_NAME = 200;
    private static final int ID_LENGTH = 32;

    /**
     * Cuts the name.
     *
     * @param username see {@link #username()}
     * @param address see {@link #address()}
     * @param id see {@link #id()}
     */
    public AttemptKey {
        username = username == null || username.length() <= MAX_NAME ? username : username.substring(0, MAX_NAME);
    }

    /**
     * A key of an address that is kept whole.
     *
     * @param username see {@link #username()}
     * @param address see {@link #address()}
     */
    public AttemptKey(@Nullable String username, String address) {
        this(username, address, idOf(username, address));
    }

    /**
     * A key of an address that is not kept, or kept in part.
     *
     * @param username see {@link #username()}
     * @param shown see {@link #address()}
     * @param source the text that stands for the whole address
     * @return the key
     */
    static AttemptKey of(@Nullable String username, String shown, String source) {
        return new AttemptKey(username, shown, idOf(username, source));
    }

    private static String idOf(@Nullable String username, String source) {
        // The whole name, however long: names with the same beginning are not the same.
        String text = (username == null ? "a" : "u" + FoldedName.of(username)) + '\0' + source;
        return Hash.sha256(text.getBytes(StandardCharsets.UTF_8)).toString().substring(0, ID_LENGTH);
    }
}
