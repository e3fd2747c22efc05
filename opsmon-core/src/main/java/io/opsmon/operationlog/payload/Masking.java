package io.opsmon.operationlog.payload;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Hides values whose key says that they are secret: in payloads, query strings and free text such as error messages. Immutable.
 *
 * <p>A key matches if it contains one of the patterns; case and the characters {@code _ - .} do not count, so {@code idCard} finds {@code id_card} and
 * {@code customerIdCard}.
 *
 * @since 0.1
 */
public final class Masking {

    /** What stands for a hidden value. */
    public static final String MASK = "***";

    /** The key patterns in force if a host configures none. */
    public static final List<String> DEFAULT_KEYS = List.of(
            "password",
            "passwd",
            "pwd",
            "secret",
            "token",
            "authorization",
            "credential",
            "cookie",
            "apiKey",
            "accessKey",
            "privateKey",
            "idCard",
            "idNumber",
            "cardNo",
            "cardNumber",
            "cvv",
            "cvc",
            "iban",
            "ssn");

    private final String[] keys;
    private final Pattern inText;

    /**
     * Makes the rules.
     *
     * @param keys the key patterns; none hides nothing by key
     */
    public Masking(Collection<String> keys) {
        this.keys = keys.stream()
                .map(Masking::normalized)
                .filter(key -> !key.isEmpty())
                .distinct()
                .toArray(String[]::new);
        String words = Arrays.stream(this.keys)
                .map(key -> key.chars()
                        .mapToObj(c -> Pattern.quote(Character.toString(c)))
                        .collect(Collectors.joining("[-_.]?")))
                .collect(Collectors.joining("|"));
        // key, separator, then a quoted value or a bare one; possessive and bounded, so that no text makes it slow.
        this.inText = Pattern.compile(
                "((?:" + (words.isEmpty() ? "(?!)" : words)
                        + ")[-_.\\w]{0,40}+[\"']?\\s{0,5}+(?:[=:]|=>)\\s{0,5}+(?:(?:Bearer|Basic)\\s++)?+)"
                        + "(\"[^\"]*+\"|'[^']*+'|[^\\s,;&\"')}\\]]++)",
                Pattern.CASE_INSENSITIVE);
    }

    private static String normalized(String key) {
        boolean plain = true;
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (!(c >= 'a' && c <= 'z')) {
                plain = false;
                break;
            }
        }
        return plain
                ? key
                : key.replace("_", "").replace("-", "").replace(".", "").toLowerCase(Locale.ROOT);
    }

    /**
     * Whether values under a key are hidden.
     *
     * @param key the name of a property, parameter or map key
     * @return true to hide them
     */
    public boolean isSensitive(String key) {
        String name = normalized(key);
        for (String part : keys) {
            if (name.contains(part)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Hides values in a query string or form body.
     *
     * @param query {@code a=1&password=x}, encoded or not
     * @return the same with hidden values replaced
     */
    public @Nullable String maskQuery(@Nullable String query) {
        if (query == null || query.isEmpty() || keys.length == 0) {
            return query;
        }
        StringBuilder masked = new StringBuilder(query.length());
        int start = 0;
        while (start <= query.length()) {
            int ampersand = query.indexOf('&', start);
            int end = ampersand < 0 ? query.length() : ampersand;
            int equals = query.indexOf('=', start);
            if (equals >= 0 && equals < end && isSensitive(query.substring(start, equals))) {
                masked.append(query, start, equals + 1).append(MASK);
            } else {
                masked.append(query, start, end);
            }
            if (ampersand < 0) {
                break;
            }
            masked.append('&');
            start = end + 1;
        }
        return masked.toString();
    }

    /**
     * Hides what looks like {@code key=value}, {@code key: value} or {@code "key":"value"} in free text.
     *
     * @param text an error message, for example
     * @return the same with hidden values replaced
     */
    public @Nullable String maskText(@Nullable String text) {
        if (text == null || keys.length == 0 || (text.indexOf('=') < 0 && text.indexOf(':') < 0)) {
            return text;
        }
        Matcher matcher = inText.matcher(text);
        return matcher.replaceAll(match -> Matcher.quoteReplacement(match.group(1) + MASK));
    }
}
