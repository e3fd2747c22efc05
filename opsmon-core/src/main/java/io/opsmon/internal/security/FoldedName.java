package io.opsmon.internal.security;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Folds user names that a user directory may treat as equal to one text: names that differ by case, width, accents,
 * invisible characters or spaces. Names of different users may have the same folded text, so the text must not be used
 * as a name. Stateless.
 *
 * @since 0.1
 */
public final class FoldedName {

    private static final int KATAKANA_BEGIN = 0x30A1;
    private static final int KATAKANA_END = 0x30F6;
    private static final int KATAKANA_TO_HIRAGANA = 0x60;
    private static final int DECIMAL = 10;

    /** Letters that collations treat as equal to other letters, and that Unicode does not decompose. */
    private static final Map<Integer, String> ALIKE = alike();

    private FoldedName() {}

    private static Map<Integer, String> alike() {
        Map<Integer, String> alike = new HashMap<>();
        String[] pairs = {
            "ø o", "ł l", "đ d", "ð d", "ħ h", "ŧ t", "ı i", "ŋ n", "æ ae", "œ oe", "þ th", "ß ss", "ƀ b", "ɓ b", "ƈ c",
            "ɖ d", "ɗ d", "ƒ f", "ǥ g", "ɠ g", "ɨ i", "ƙ k", "ƚ l", "ƞ n", "ɵ o", "ƥ p", "ƫ t", "ƭ t", "ʉ u", "ʋ v",
            "ƶ z", "ȥ z", "ς σ", "ĸ k", "ſ s"
        };
        for (String pair : pairs) {
            alike.put(pair.codePointAt(0), pair.substring(2));
        }
        return alike;
    }

    /**
     * Folds a name.
     *
     * @param name the name
     * @return the text for comparisons; empty if the name has no visible characters
     */
    public static String of(String name) {
        // Upper case first, so that two lower-case forms of one letter become equal.
        String cased = Normalizer.normalize(name, Normalizer.Form.NFKC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
        String decomposed = Normalizer.normalize(cased, Normalizer.Form.NFKD);
        StringBuilder folded = new StringBuilder(decomposed.length());
        decomposed.codePoints().forEach(character -> append(folded, character));
        return folded.toString();
    }

    private static void append(StringBuilder folded, int character) {
        if (isInvisible(character)) {
            return;
        }
        String alike = ALIKE.get(character);
        int digit = Character.digit(character, DECIMAL);
        if (alike != null) {
            folded.append(alike);
        } else if (digit >= 0) {
            folded.append(digit);
        } else if (character >= KATAKANA_BEGIN && character <= KATAKANA_END) {
            folded.append((char) (character - KATAKANA_TO_HIRAGANA));
        } else if (Character.isSupplementaryCodePoint(character) && !Character.isLetter(character)) {
            // Older collations treat all of these characters as equal.
            folded.append('\uFFFD');
        } else {
            folded.appendCodePoint(character);
        }
    }

    private static boolean isInvisible(int character) {
        return switch (Character.getType(character)) {
            case Character.NON_SPACING_MARK,
                    Character.COMBINING_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.FORMAT,
                    Character.CONTROL,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED,
                    Character.SURROGATE -> true;
            // Hangul fillers, and the Braille blank.
            default ->
                character == 0x115F
                        || character == 0x1160
                        || character == 0x3164
                        || character == 0xFFA0
                        || character == 0x2800;
        };
    }
}
