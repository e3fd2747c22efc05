package io.opsmon.operationlog.payload;

import java.util.function.IntPredicate;

/** Secrets that their form gives away, whatever stands before them: keys of clouds and services, JSON web tokens, password hashes. */
final class SecretShapes {

    /** A prefix, and how many characters of which kind follow. */
    private record Shape(String prefix, int least, IntPredicate characters) {}

    private static final IntPredicate ALPHANUMERIC = c -> c < 128 && Character.isLetterOrDigit(c);
    private static final IntPredicate URL_SAFE = c -> ALPHANUMERIC.test(c) || c == '_' || c == '-';
    private static final IntPredicate DOTTED = c -> URL_SAFE.test(c) || c == '.';
    private static final IntPredicate HASH =
            c -> DOTTED.test(c) || c == '/' || c == '+' || c == '$' || c == '=' || c == ',';

    private static final Shape[] SHAPES = {
        new Shape("AKIA", 16, ALPHANUMERIC),
        new Shape("ASIA", 16, ALPHANUMERIC),
        new Shape("AKID", 20, ALPHANUMERIC),
        new Shape("AIza", 30, URL_SAFE),
        new Shape("EAAC", 40, ALPHANUMERIC),
        new Shape("LTAI", 12, ALPHANUMERIC),
        new Shape("SG.", 30, DOTTED),
        new Shape("dop_v1_", 32, ALPHANUMERIC),
        new Shape("eyJ", 12, DOTTED),
        new Shape("ghp_", 20, ALPHANUMERIC),
        new Shape("gho_", 20, ALPHANUMERIC),
        new Shape("ghu_", 20, ALPHANUMERIC),
        new Shape("ghs_", 20, ALPHANUMERIC),
        new Shape("ghr_", 20, ALPHANUMERIC),
        new Shape("github_pat_", 20, URL_SAFE),
        new Shape("glpat-", 16, URL_SAFE),
        new Shape("hvs.", 20, URL_SAFE),
        new Shape("npm_", 30, ALPHANUMERIC),
        new Shape("pypi-", 30, URL_SAFE),
        new Shape("rk_live_", 10, ALPHANUMERIC),
        new Shape("sk_live_", 10, ALPHANUMERIC),
        new Shape("sk_test_", 10, ALPHANUMERIC),
        new Shape("sk-", 20, URL_SAFE),
        new Shape("shpat_", 20, ALPHANUMERIC),
        new Shape("xoxb-", 10, URL_SAFE),
        new Shape("xoxa-", 10, URL_SAFE),
        new Shape("xoxp-", 10, URL_SAFE),
        new Shape("xoxr-", 10, URL_SAFE),
        new Shape("xoxs-", 10, URL_SAFE),
        new Shape("xapp-", 10, URL_SAFE),
        new Shape("ya29.", 20, URL_SAFE),
        new Shape("$2a$", 20, HASH),
        new Shape("$2b$", 20, HASH),
        new Shape("$2y$", 20, HASH),
        new Shape("$argon2", 20, HASH),
    };

    private SecretShapes() {}

    /** Whether the first two characters of a secret stand at a place; a look that costs nothing. */
    static boolean mayBegin(String text, int start) {
        if (start + 2 >= text.length() || (start > 0 && Character.isLetter(text.charAt(start - 1)))) {
            return false;
        }
        char next = text.charAt(start + 1);
        return switch (text.charAt(start)) {
            case 'A' -> next == 'K' || next == 'S' || next == 'I';
            case 'B', 'b' -> next == 'e' || next == 'a' || next == 'E' || next == 'A';
            case 'E' -> next == 'A';
            case 'L' -> next == 'T';
            case 'S' -> next == 'G';
            case 'd' -> next == 'o';
            case 'e' -> next == 'y';
            case 'g' -> next == 'h' || next == 'i' || next == 'l';
            case 'h' -> next == 'v';
            case 'n' -> next == 'p';
            case 'p' -> next == 'y';
            case 'r' -> next == 'k';
            case 's' -> next == 'k' || next == 'h';
            case 'x' -> next == 'o' || next == 'a';
            case 'y' -> next == 'a';
            default -> true;
        };
    }

    /** The end of the secret that begins at a place; the place itself if there is none. */
    static int end(String text, int start) {
        if (start > 0 && Chars.isOfWord(text.charAt(start - 1)) && !isEscape(text, start)) {
            return start;
        }
        for (Shape shape : SHAPES) {
            if (text.startsWith(shape.prefix(), start)) {
                int end = start + shape.prefix().length();
                while (end < text.length() && shape.characters().test(text.charAt(end))) {
                    end++;
                }
                int found = end - start - shape.prefix().length();
                // Cut in the middle, a short rest is a secret too.
                return found >= shape.least() || (end == text.length() && found >= 8) ? end : start;
            }
        }
        return start;
    }

    private static boolean isEscape(String text, int start) {
        return start > 1 && text.charAt(start - 2) == '\\' && "nrt".indexOf(text.charAt(start - 1)) >= 0;
    }
}
