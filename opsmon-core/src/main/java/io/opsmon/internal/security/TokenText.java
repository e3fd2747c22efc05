package io.opsmon.internal.security;

import io.opsmon.http.Credential.Place;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Extracts a token from the value of a header or cookie. Notations of one token that a lenient host accepts have the
 * same result: other cases of a prefix, repeated prefixes, blanks, quotes and percent encoding. Stateless.
 */
final class TokenText {

    private TokenText() {}

    /**
     * Returns the token in a value.
     *
     * @return the token; null if the value is empty, or carries a name and password or a proof for one request
     */
    static @Nullable String of(Place place, String value, List<String> prefixes) {
        String text = place == Place.COOKIE ? decoded(unquoted(value.strip())) : value;
        @Nullable String token = AuthorizationHeader.credential(text);
        if (token == null) {
            return null;
        }
        token = withoutPrefixes(token, prefixes);
        // A host that removes its prefix anywhere in the header accepts a token with the prefix inside.
        if (token.chars().anyMatch(Character::isWhitespace)) {
            token = withoutBlanks(token, prefixes);
        }
        return token.isEmpty() ? null : token;
    }

    private static String withoutPrefixes(String token, List<String> prefixes) {
        String left = token;
        boolean found = true;
        while (found) {
            found = false;
            for (String prefix : prefixes) {
                if (!prefix.isEmpty() && left.regionMatches(true, 0, prefix, 0, prefix.length())) {
                    left = left.substring(prefix.length()).strip();
                    found = true;
                }
            }
        }
        return left;
    }

    private static String withoutBlanks(String token, List<String> prefixes) {
        StringBuilder joined = new StringBuilder(token.length());
        for (String part : token.split("\\s+", -1)) {
            String kept = part;
            for (String prefix : prefixes) {
                if (!prefix.isEmpty() && part.toLowerCase(Locale.ROOT).endsWith(prefix.toLowerCase(Locale.ROOT))) {
                    kept = part.substring(0, part.length() - prefix.length());
                    break;
                }
            }
            joined.append(kept);
        }
        return joined.toString();
    }

    private static String unquoted(String value) {
        return value.length() > 1 && value.startsWith("\"") && value.endsWith("\"")
                ? value.substring(1, value.length() - 1)
                : value;
    }

    private static String decoded(String value) {
        if (value.indexOf('%') < 0) {
            return value;
        }
        try {
            // A plus sign is part of a token and not a blank.
            return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return value;
        }
    }
}
