package io.opsmon.masking;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Splits a name into lower-case words: at humps of camel case, at digits and at every character that is neither a
 * letter nor a digit.
 */
final class NameWords {

    /** Maximum length of an examined name. Only the end of a longer name is examined. */
    private static final int MAX_LENGTH = 200;

    private NameWords() {}

    static List<String> of(String name) {
        String plain = plain(name.length() <= MAX_LENGTH ? name : name.substring(name.length() - MAX_LENGTH));
        List<String> words = new ArrayList<>(4);
        int start = -1;
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            if (!Character.isLetter(c)) {
                add(words, plain, start, i);
                start = -1;
            } else if (start < 0) {
                start = i;
            } else if (isBoundary(plain, i)) {
                add(words, plain, start, i);
                start = i;
            }
        }
        add(words, plain, start, plain.length());
        return words;
    }

    /** Replaces full-width letters by ASCII letters and removes characters without width. */
    private static String plain(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) >= 128) {
                String folded = Normalizer.normalize(name, Normalizer.Form.NFKC);
                StringBuilder visible = new StringBuilder(folded.length());
                folded.codePoints()
                        .filter(c -> Character.getType(c) != Character.FORMAT)
                        .forEach(visible::appendCodePoint);
                return visible.toString();
            }
        }
        return name;
    }

    private static boolean isBoundary(String name, int i) {
        char before = name.charAt(i - 1);
        char c = name.charAt(i);
        if (isIdeograph(before) != isIdeograph(c)) {
            return true;
        }
        if (!Character.isUpperCase(c)) {
            return false;
        }
        // A word begins at the first S of userSSN, and at the N of SSNNumber, because a lower-case letter follows.
        return !Character.isUpperCase(before)
                || (i + 1 < name.length() && Character.isLowerCase(name.charAt(i + 1)) && !isPlural(name, i));
    }

    /**
     * Returns whether a capital begins a plural: the D of {@code IDs} and the N of {@code SSNs} do not begin a word.
     */
    private static boolean isPlural(String name, int i) {
        return name.charAt(i + 1) == 's' && (i + 2 == name.length() || !Character.isLowerCase(name.charAt(i + 2)));
    }

    static boolean isIdeograph(char c) {
        return c >= 0x2E80 && Character.isIdeographic(c);
    }

    private static void add(List<String> words, String name, int start, int end) {
        if (start >= 0) {
            words.add(name.substring(start, end).toLowerCase(Locale.ROOT));
        }
    }
}
