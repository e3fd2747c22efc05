package io.opsmon.masking;

import java.util.function.IntPredicate;

/** Finds secrets by their form: keys of clouds and services, JSON web tokens, password hashes. */
final class SecretShapes {

    /** Prefix of a secret, and the minimum number and the class of the following characters. */
    private record Shape(String prefix, int least, IntPredicate characters) {}

    private static final Shape[] SHAPES = {
        new Shape("AKIA", 16, SecretShapes::isAlphanumeric),
        new Shape("ASIA", 16, SecretShapes::isAlphanumeric),
        new Shape("AKID", 20, SecretShapes::isAlphanumeric),
        new Shape("AIza", 30, SecretShapes::isUrlSafe),
        new Shape("EAAC", 40, SecretShapes::isAlphanumeric),
        new Shape("LTAI", 12, SecretShapes::isAlphanumeric),
        new Shape("SG.", 30, SecretShapes::isDotted),
        new Shape("dop_v1_", 32, SecretShapes::isAlphanumeric),
        new Shape("eyJ", 12, SecretShapes::isDotted),
        new Shape("ghp_", 20, SecretShapes::isAlphanumeric),
        new Shape("gho_", 20, SecretShapes::isAlphanumeric),
        new Shape("ghu_", 20, SecretShapes::isAlphanumeric),
        new Shape("ghs_", 20, SecretShapes::isAlphanumeric),
        new Shape("ghr_", 20, SecretShapes::isAlphanumeric),
        new Shape("github_pat_", 20, SecretShapes::isUrlSafe),
        new Shape("glpat-", 16, SecretShapes::isUrlSafe),
        new Shape("hvs.", 20, SecretShapes::isUrlSafe),
        new Shape("npm_", 30, SecretShapes::isAlphanumeric),
        new Shape("pypi-", 30, SecretShapes::isUrlSafe),
        new Shape("rk_live_", 10, SecretShapes::isAlphanumeric),
        new Shape("sk_live_", 10, SecretShapes::isAlphanumeric),
        new Shape("sk_test_", 10, SecretShapes::isAlphanumeric),
        new Shape("sk-", 20, SecretShapes::isUrlSafe),
        new Shape("shpat_", 20, SecretShapes::isAlphanumeric),
        new Shape("xoxb-", 10, SecretShapes::isUrlSafe),
        new Shape("xoxa-", 10, SecretShapes::isUrlSafe),
        new Shape("xoxp-", 10, SecretShapes::isUrlSafe),
        new Shape("xoxr-", 10, SecretShapes::isUrlSafe),
        new Shape("xoxs-", 10, SecretShapes::isUrlSafe),
        new Shape("xapp-", 10, SecretShapes::isUrlSafe),
        new Shape("ya29.", 20, SecretShapes::isUrlSafe),
        new Shape("$2a$", 20, SecretShapes::isOfHash),
        new Shape("$2b$", 20, SecretShapes::isOfHash),
        new Shape("$2y$", 20, SecretShapes::isOfHash),
        new Shape("$argon2", 20, SecretShapes::isOfHash),
    };

    private SecretShapes() {}

    private static boolean isAlphanumeric(int c) {
        return c < 128 && Character.isLetterOrDigit(c);
    }

    private static boolean isUrlSafe(int c) {
        return isAlphanumeric(c) || c == '_' || c == '-';
    }

    private static boolean isDotted(int c) {
        return isUrlSafe(c) || c == '.';
    }

    private static boolean isOfHash(int c) {
        return isDotted(c) || c == '/' || c == '+' || c == '$' || c == '=' || c == ',';
    }

    /** Returns whether a secret may begin at an index. This check of two characters is cheap. */
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

    /** Returns the end of the secret at an index; the index itself if there is none. */
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
                // In a truncated text, a short rest is a secret too.
                return found >= shape.least() || (end == text.length() && found >= 8) ? end : start;
            }
        }
        return start;
    }

    private static boolean isEscape(String text, int start) {
        return start > 1 && text.charAt(start - 2) == '\\' && "nrt".indexOf(text.charAt(start - 1)) >= 0;
    }
}
