package io.opsmon.masking;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Name before a separator in a text.
 *
 * @param name the name, percent-decoded
 * @param start the index of the name, including its opening quote
 * @param quoted whether the name is quoted
 * @param before the character before the name and blanks; NUL at the start of a line
 * @param adjacent the character directly before the name; NUL at the start of the text
 */
record NameBefore(String name, int start, boolean quoted, char before, char adjacent) {

    private static final int MAX_NAME = 100;

    /** Reads the name before a separator. Returns null if there is none. */
    static @Nullable NameBefore read(String text, int separator) {
        int end = separator;
        while (end > 0 && separator - end < 8 && Chars.isBlank(text.charAt(end - 1))) {
            end--;
        }
        if (end == 0) {
            return null;
        }
        char last = text.charAt(end - 1);
        if (last == ']' && end > 1 && Chars.isQuote(text.charAt(end - 2))) {
            return quoted(text, end - 2, text.charAt(end - 2));
        }
        return Chars.isQuote(last) ? quoted(text, end - 1, last) : bare(text, end);
    }

    private static @Nullable NameBefore quoted(String text, int closing, char quote) {
        int end = closing;
        while (end > 0 && text.charAt(end - 1) == '\\') {
            end--;
        }
        int lowest = Math.max(0, end - MAX_NAME);
        for (int i = end - 1; i >= lowest; i--) {
            char c = text.charAt(i);
            if (c == Chars.opening(quote)) {
                int start = i;
                while (start > 0 && text.charAt(start - 1) == '\\') {
                    start--;
                }
                return i + 1 == end ? null : of(text, i + 1, end, start, true);
            }
            if (c == '\n') {
                return null;
            }
        }
        return null;
    }

    private static @Nullable NameBefore bare(String text, int end) {
        int lowest = Math.max(0, end - MAX_NAME);
        int start = end;
        int closed = 0;
        while (start > lowest && Chars.isOfName(text.charAt(start - 1))) {
            char c = text.charAt(start - 1);
            closed += c == ']' ? 1 : c == '[' ? -1 : 0;
            if (closed < 0) {
                break;
            }
            start--;
        }
        // In "\npassword" within a JSON string, the n belongs to the escaped line end.
        if (start > 0 && end - start > 1 && text.charAt(start - 1) == '\\' && "nrt".indexOf(text.charAt(start)) >= 0) {
            return of(text, start + 1, end, start + 1, false).atLineStart();
        }
        return start == end ? null : of(text, start, end, start, false);
    }

    private NameBefore atLineStart() {
        return new NameBefore(name, start, quoted, '\0', '\n');
    }

    private static NameBefore of(String text, int from, int to, int start, boolean quoted) {
        int at = start;
        while (at > 0 && start - at < 40 && Chars.isBlank(text.charAt(at - 1))) {
            at--;
        }
        char before = at == 0 || Chars.isLineEnd(text.charAt(at - 1)) ? '\0' : text.charAt(at - 1);
        return new NameBefore(
                decoded(text.substring(from, to)), start, quoted, before, start == 0 ? '\0' : text.charAt(start - 1));
    }

    /** Decodes a name like the receiver of a form. */
    static String decoded(String name) {
        if (name.indexOf('%') < 0 && name.indexOf('+') < 0) {
            return name;
        }
        try {
            String once = URLDecoder.decode(name, StandardCharsets.UTF_8);
            return once.indexOf('%') < 0 ? once : URLDecoder.decode(once, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return name;
        }
    }

    /** Returns whether the name looks like a Java class, possibly with its package: {@code c.e.JwtTokenFilter}. */
    boolean isClassLike() {
        if (quoted) {
            return false;
        }
        for (int i = 0; i + 1 < name.length(); i++) {
            boolean begins = i == 0 || name.charAt(i - 1) == '.' || name.charAt(i - 1) == '$';
            if (begins && Character.isUpperCase(name.charAt(i)) && Character.isLowerCase(name.charAt(i + 1))) {
                return name.indexOf('-') < 0 && name.indexOf('_') < 0;
            }
        }
        return false;
    }

    /** Returns the part after the last dot. */
    String lastSegment() {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** Returns whether the name is a parameter of a URL or of a form. */
    boolean isParameter() {
        return adjacent == '?' || adjacent == '&';
    }

    /** Returns whether the name begins a line. */
    boolean isFirstOfLine() {
        return before == '\0';
    }

    /** Returns whether the name is a member of a bracketed group. */
    boolean isMember() {
        return before == '{' || before == '[' || before == '(' || before == ',';
    }
}
