package io.opsmon.internal.security;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code Authorization} headers. Stateless. */
final class AuthorizationHeader {

    /** Schemes with a name and password, or with a proof that is different for each request. */
    private static final Set<String> NO_TOKEN =
            Set.of("basic", "digest", "negotiate", "ntlm", "hoba", "mutual", "scram-sha-1", "scram-sha-256");

    private AuthorizationHeader() {}

    /**
     * Returns the credential without its scheme, regardless of the case of the scheme and the following spaces; null if
     * the credential is not a token.
     */
    static @Nullable String credential(String header) {
        String text = header.strip();
        int end = 0;
        while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
            end++;
        }
        String scheme = text.substring(0, end).toLowerCase(Locale.ROOT);
        if (NO_TOKEN.contains(scheme)) {
            return null;
        }
        // A client of a custom scheme may send the token alone.
        String credential = end == text.length() ? text : text.substring(end).strip();
        return credential.isEmpty() ? null : credential;
    }
}
