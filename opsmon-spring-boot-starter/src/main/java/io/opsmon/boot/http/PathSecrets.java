package io.opsmon.boot.http;

import io.opsmon.masking.Masking;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes secrets in paths by the names of path variables. A segment without a name is a secret if it is long and
 * consists of neither words nor numbers. Immutable.
 *
 * @param masking the names that are sensitive everywhere
 * @since 0.1
 */
public record PathSecrets(Masking masking) {

    private static final Set<String> SECRET_NAMES = Set.of(
            "jwt", "otp", "pin", "passcode", "ticket", "nonce", "sig", "signature", "sid", "session", "sessionid");

    /** Names of secrets in some routes and of ordinary keys in others; the value decides. */
    private static final Set<String> AMBIGUOUS_NAMES =
            Set.of("code", "key", "hash", "link", "invite", "invitation", "activation", "verification", "confirmation");

    private static final Pattern JWT = Pattern.compile("eyJ[\\w-]{5,}\\.[\\w-]+\\.[\\w-]*");
    private static final Pattern SEPARATORS = Pattern.compile("[-_.~+=,:@!$&'()* ]+");
    private static final int LONG = 16;
    private static final int LONGEST_WORD = 24;

    /** Returns whether the value of a path variable is hidden. */
    boolean isSecret(String name, String value) {
        String plain = name.replace("_", "").replace("-", "").toLowerCase(Locale.ROOT);
        return masking.isSensitive(name)
                || SECRET_NAMES.contains(plain)
                || (AMBIGUOUS_NAMES.contains(plain) && isOpaque(value))
                || JWT.matcher(value).matches();
    }

    /** Returns whether a segment without a known name is hidden. */
    boolean looksSecret(String segment, @Nullable String before) {
        boolean followsSensitiveName = before != null && masking.isSensitive(before);
        return isOpaque(segment)
                || (followsSensitiveName && segment.chars().anyMatch(Character::isDigit))
                || JWT.matcher(segment).matches();
    }

    private static boolean isOpaque(String text) {
        if (text.length() < LONG || text.chars().allMatch(Character::isDigit)) {
            return false;
        }
        for (String part : SEPARATORS.split(text)) {
            if (!isWord(part) && !isShortNumber(part)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isWord(String part) {
        int humps = 0;
        for (int i = 1; i < part.length(); i++) {
            if (Character.isUpperCase(part.charAt(i)) && Character.isLowerCase(part.charAt(i - 1))) {
                humps++;
            }
        }
        return part.length() <= LONGEST_WORD && humps <= 3 && part.chars().allMatch(Character::isLetter);
    }

    private static boolean isShortNumber(String part) {
        return part.length() <= 8 && part.chars().allMatch(Character::isDigit);
    }

    /** Hides the value of {@code token=x} in a segment. */
    String withoutPairs(String segment) {
        return segment.indexOf('=') < 0 ? segment : Objects.requireNonNull(masking.maskQuery(segment));
    }

    /**
     * Returns the path variables of a route with secret values hidden.
     *
     * @param variables the values by name
     * @return the values, in the same order
     */
    public Map<String, Object> shown(Map<?, ?> variables) {
        Map<String, Object> shown = new LinkedHashMap<>();
        variables.forEach((name, value) -> {
            String text = String.valueOf(value);
            shown.put(String.valueOf(name), isSecret(String.valueOf(name), text) ? Masking.MASK : text);
        });
        return shown;
    }
}
