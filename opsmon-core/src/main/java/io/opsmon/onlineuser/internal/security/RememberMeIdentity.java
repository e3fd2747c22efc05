package io.opsmon.onlineuser.internal.security;

import io.opsmon.internal.security.FoldedName;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Derives the canonical identity of a remember-me cookie from the fields that Spring Security decodes. The identity of
 * a persistent token is its series, which stays while the token changes. The identity of a hash-based cookie is its
 * user name and expiry, which determine its signature. Another encoding of the same cookie has the same identity.
 * Stateless.
 */
final class RememberMeIdentity {

    private static final int PERSISTENT_FIELDS = 2;
    private static final int LEAST_HASH_FIELDS = 3;
    private static final int MOST_HASH_FIELDS = 4;

    private RememberMeIdentity() {}

    static String of(String value) {
        String text = value.strip();
        try {
            String plain = text.replaceAll("=+$", "");
            // Spring Security pads and decodes the value in the same way.
            byte[] decoded = Base64.getDecoder().decode(plain);
            String[] fields = new String(decoded, StandardCharsets.UTF_8).split(":", -1);
            if (fields.length == PERSISTENT_FIELDS) {
                return "series\n" + FoldedName.of(field(fields[0]));
            }
            if (fields.length >= LEAST_HASH_FIELDS && fields.length <= MOST_HASH_FIELDS) {
                return "hash\n" + FoldedName.of(field(fields[0])) + '\n' + Long.parseLong(field(fields[1]));
            }
        } catch (IllegalArgumentException ofTheHost) {
            // A cookie in a format of the host.
        }
        return "value\n" + text;
    }

    private static String field(String encoded) {
        return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
    }
}
