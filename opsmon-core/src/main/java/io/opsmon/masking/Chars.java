package io.opsmon.masking;

/** Character classes for the search for secrets in texts. */
final class Chars {

    private static final String QUOTES = "\"'`”’」";

    private Chars() {}

    static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\u00a0' || c == '\u3000';
    }

    static boolean isLineEnd(char c) {
        return c == '\n' || c == '\r' || c == '\u2028' || c == '\u2029';
    }

    static boolean isSpace(char c) {
        return isBlank(c) || isLineEnd(c);
    }

    /** Returns whether the character closes a quotation. */
    static boolean isQuote(char c) {
        return QUOTES.indexOf(c) >= 0;
    }

    static char opening(char closing) {
        return switch (closing) {
            case '”' -> '“';
            case '’' -> '‘';
            case '」' -> '「';
            default -> closing;
        };
    }

    static char closing(char opening) {
        return switch (opening) {
            case '“' -> '”';
            case '‘' -> '’';
            case '「' -> '」';
            default -> opening;
        };
    }

    /** Returns whether the character opens a quotation. */
    static boolean isOpeningQuote(char c) {
        return "\"'`“‘「".indexOf(c) >= 0;
    }

    static boolean isOfName(char c) {
        return Character.isLetterOrDigit(c) || "_-.[]%+$*@\u200b\u200c\u200d\u2060\ufeff".indexOf(c) >= 0;
    }

    static boolean isOfWord(char c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }

    static boolean isOpener(char c) {
        return c == '(' || c == '[' || c == '{';
    }

    static boolean isCloser(char c) {
        return c == ')' || c == ']' || c == '}';
    }
}
