package io.opsmon.log;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes texts storable: cut to their column with a mark, without NUL characters and lone surrogates, which databases
 * refuse. Stateless.
 *
 * @since 0.1
 */
public final class StorableText {

    private static final char NUL_SYMBOL = '\u2400';
    private static final char REPLACEMENT = '\uFFFD';
    private static final String CUT = "…";

    private StorableText() {}

    /**
     * Fits a text that may be missing.
     *
     * @param value the text, or null
     * @param length the column's length in characters
     * @return a storable text; null for null
     */
    public static @Nullable String fitOrNull(@Nullable String value, int length) {
        return value == null ? null : fit(value, length);
    }

    /**
     * Fits a text.
     *
     * @param value the text
     * @param length the column's length in characters
     * @return a storable text, the same object if it was one
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
     * Makes further facts storable: names of at most 100 characters, values of at most 2,000.
     *
     * @param extra the facts by name
     * @return the same in the same order
     */
    public static Map<String, String> fitExtra(Map<String, String> extra) {
        if (extra.isEmpty()) {
            return extra;
        }
        Map<String, String> clean = new LinkedHashMap<>();
        extra.forEach((key, value) -> clean.put(fit(key, 100), fit(value, 2_000)));
        return clean;
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
