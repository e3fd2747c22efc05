package io.opsmon.internal.jdbc;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Converts texts to storable texts. Long texts are cut to the column length and end with an ellipsis. NUL characters
 * and lone surrogates, which databases reject, are replaced. Stateless.
 *
 * @since 0.1
 */
public final class StorableText {

    private static final char NUL_SYMBOL = '\u2400';
    private static final char REPLACEMENT = '\uFFFD';
    private static final String CUT = "…";
    private static final int MAX_NAME = 100;
    private static final int MAX_VALUE = 2_000;

    private StorableText() {}

    /**
     * Converts a nullable text.
     *
     * @param value the text, or null
     * @param length the length of the column in characters
     * @return a storable text; null for null
     */
    public static @Nullable String fitOrNull(@Nullable String value, int length) {
        return value == null ? null : fit(value, length);
    }

    /**
     * Converts a text.
     *
     * @param value the text
     * @param length the length of the column in characters
     * @return a storable text; the same object if no change is needed
     */
    public static String fit(String value, int length) {
        String cut = value.length() <= length ? value : value.substring(0, length - 1) + CUT;
        for (int i = 0; i < cut.length(); i++) {
            char c = cut.charAt(i);
            if (c == 0 || Character.isSurrogate(c)) {
                return replace(cut, i);
            }
        }
        return cut;
    }

    /**
     * Converts attributes: names of at most 100 characters, values of at most 2,000.
     *
     * @param attributes the attributes by name
     * @return the storable attributes in the same order; the same object if no change is needed
     */
    public static Map<String, String> fitAttributes(Map<String, String> attributes) {
        Map<String, String> clean = new LinkedHashMap<>();
        boolean isChanged = false;
        for (Map.Entry<String, String> each : attributes.entrySet()) {
            String name = fit(each.getKey(), MAX_NAME);
            String value = fit(each.getValue(), MAX_VALUE);
            isChanged |= !name.equals(each.getKey()) || !value.equals(each.getValue());
            clean.put(name, value);
        }
        return isChanged ? clean : attributes;
    }

    private static String replace(String value, int from) {
        StringBuilder clean = new StringBuilder(value);
        for (int i = from; i < clean.length(); i++) {
            char c = clean.charAt(i);
            if (c == 0) {
                clean.setCharAt(i, NUL_SYMBOL);
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < clean.length()
                    && Character.isLowSurrogate(clean.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                clean.setCharAt(i, REPLACEMENT);
            }
        }
        return clean.toString();
    }
}
