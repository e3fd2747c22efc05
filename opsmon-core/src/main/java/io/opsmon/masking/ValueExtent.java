package io.opsmon.masking;

import io.opsmon.masking.SensitiveNames.SecretType;
import java.util.Locale;
import java.util.Set;

/**
 * Finds the end of the value after a name and a separator. If a value has no end, as in a truncated text, it extends to
 * the end of the text. Each character of a value is examined a bounded number of times.
 */
final class ValueExtent {

    private static final Set<String> SCHEMES = Set.of(
            "bearer",
            "basic",
            "digest",
            "negotiate",
            "ntlm",
            "token",
            "apikey",
            "oauth",
            "hawk",
            "dpop",
            "aws4-hmac-sha256");
    private static final Set<String> WITH_PARAMETERS = Set.of("digest", "oauth", "hawk", "aws4-hmac-sha256");
    private static final int MAX_NAME = 60;

    private final String text;
    private final int length;

    ValueExtent(String text) {
        this.text = text;
        this.length = text.length();
    }

    /**
     * Returns the index after the name of an authentication scheme and blanks; the same index if there is no scheme.
     */
    int afterScheme(int start) {
        int end = wordEnd(start);
        if (end == start || end - start > 16 || end >= length || !Chars.isBlank(text.charAt(end))) {
            return start;
        }
        return SCHEMES.contains(text.substring(start, end).toLowerCase(Locale.ROOT)) ? skipBlanks(end) : start;
    }

    private int wordEnd(int start) {
        int end = start;
        while (end < length && (Chars.isOfWord(text.charAt(end)) || text.charAt(end) == '-')) {
            end++;
        }
        return end;
    }

    int skipBlanks(int start) {
        int at = start;
        while (at < length && Chars.isBlank(text.charAt(at))) {
            at++;
        }
        return at;
    }

    int skipSpaces(int start) {
        int at = start;
        while (at < length && Chars.isSpace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** Returns whether a quotation begins at an index, possibly with an escaped quote. */
    boolean isQuoted(int start) {
        int quote = afterBackslashes(start);
        return quote < length && Chars.isOpeningQuote(text.charAt(quote));
    }

    private int afterBackslashes(int start) {
        int at = start;
        while (at < length && text.charAt(at) == '\\') {
            at++;
        }
        return at;
    }

    /**
     * Returns the index after a quotation. A quote with more escapes than the opening quote is part of the quotation.
     */
    int quoted(int start) {
        int opening = afterBackslashes(start);
        int level = opening - start;
        char closing = Chars.closing(text.charAt(opening));
        int backslashes = 0;
        for (int i = opening + 1; i < length; i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                backslashes++;
                continue;
            }
            if (c == closing) {
                if (backslashes < level) {
                    return i - backslashes;
                }
                if (backslashes % (2 * (level + 1)) == level) {
                    boolean doubled = closing == '\'' && i + 1 < length && text.charAt(i + 1) == '\'';
                    if (!doubled) {
                        return i + 1;
                    }
                    i++;
                }
            }
            backslashes = 0;
        }
        return length;
    }

    /** Returns the index after a bracketed group; -1 if the group is not closed. */
    int bracketed(int start) {
        int depth = 0;
        for (int i = start; i < length; i++) {
            char c = text.charAt(i);
            if (Chars.isOpener(c)) {
                depth++;
            } else if (Chars.isCloser(c)) {
                depth--;
                if (depth == 0) {
                    return i + 1;
                }
            } else if (c == '"' || (c == '\'' && "[{(,:= ".indexOf(text.charAt(i - 1)) >= 0)) {
                int from = i;
                while (from > start && text.charAt(from - 1) == '\\') {
                    from--;
                }
                i = quoted(from) - 1;
            }
        }
        return -1;
    }

    int lineEnd(int start) {
        int at = start;
        while (at < length && !Chars.isLineEnd(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** Returns the end of the more indented lines below a name, as in YAML. */
    int indentedBlock(int nameStart, int start) {
        int lineStart = nameStart;
        while (lineStart > 0 && nameStart - lineStart < 200 && !Chars.isLineEnd(text.charAt(lineStart - 1))) {
            lineStart--;
        }
        int indent = skipBlanks(lineStart) - lineStart;
        int end = start;
        int line = lineEnd(start);
        while (line < length) {
            int next = line + (text.startsWith("\r\n", line) ? 2 : 1);
            int content = skipBlanks(next);
            int nextEnd = lineEnd(content);
            if (content < nextEnd) {
                if (content - next <= indent) {
                    break;
                }
                end = nextEnd;
            }
            line = nextEnd;
        }
        return end;
    }

    /** Returns the end of a value that is neither quoted nor bracketed. */
    int bare(int start, NameBefore name, char separator, SecretType kind) {
        boolean ownParameters = kind == SecretType.HEADER && hasParameters(start);
        int depth = 0;
        int end = start;
        for (; end < length; end++) {
            char c = text.charAt(end);
            if (Chars.isLineEnd(c)) {
                if (end == start || text.charAt(end - 1) != '\\') {
                    break;
                }
            } else if (c == '\\'
                    && (endsLineInString(end) || endsQuotation(afterBackslashes(end), name, ownParameters))) {
                break;
            } else if (Chars.isQuote(c) && endsQuotation(end, name, ownParameters)) {
                break;
            } else if (Chars.isBlank(c) && endsAtBlank(end, name, separator, kind)) {
                break;
            } else if ((c == ',' || c == ';' || c == '&') && !ownParameters && endsAtDelimiter(end, c, name, kind)) {
                break;
            } else if (Chars.isOpener(c)) {
                depth++;
            } else if (Chars.isCloser(c) && --depth < 0 && endsAtCloser(end, name, kind)) {
                break;
            } else if (kind == SecretType.TOKEN && endsToken(c, name)) {
                break;
            } else if (c == '<' && end + 1 < length && text.charAt(end + 1) == '/') {
                break;
            }
        }
        while (end > start && Chars.isBlank(text.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    private boolean hasParameters(int start) {
        int before = start;
        while (before > 0 && Chars.isBlank(text.charAt(before - 1))) {
            before--;
        }
        int from = before;
        while (from > 0
                && before - from < 17
                && (Chars.isOfWord(text.charAt(from - 1)) || text.charAt(from - 1) == '-')) {
            from--;
        }
        return WITH_PARAMETERS.contains(text.substring(from, before).toLowerCase(Locale.ROOT));
    }

    private boolean endsLineInString(int backslash) {
        int next = afterBackslashes(backslash);
        return next < length && "nr".indexOf(text.charAt(next)) >= 0 && nameFollows(next + 1, true);
    }

    private boolean endsQuotation(int quote, NameBefore name, boolean ownParameters) {
        if (quote >= length || !Chars.isQuote(text.charAt(quote))) {
            return false;
        }
        if (Chars.isQuote(name.adjacent()) || Chars.isOpeningQuote(name.adjacent())) {
            return Chars.closing(name.adjacent()) == text.charAt(quote);
        }
        if (ownParameters) {
            return false;
        }
        return quote + 1 >= length
                || (!Chars.isOfWord(text.charAt(quote + 1)) && !Chars.isQuote(text.charAt(quote + 1)));
    }

    private boolean endsAtBlank(int blank, NameBefore name, char separator, SecretType kind) {
        if (kind == SecretType.TOKEN || name.isParameter()) {
            return true;
        }
        if (kind == SecretType.HEADER || separator != '=') {
            return false;
        }
        int next = skipBlanks(blank);
        if (text.startsWith("-", next) || text.startsWith("|", next) || text.startsWith("&&", next)) {
            return true;
        }
        return !name.isFirstOfLine() && nameFollows(next, false);
    }

    private boolean endsAtDelimiter(int at, char c, NameBefore name, SecretType kind) {
        if (kind == SecretType.TOKEN || (c == '&' && name.isParameter())) {
            return true;
        }
        if (kind == SecretType.HEADER && c != ',') {
            return false;
        }
        if (nameFollows(at + 1, true)) {
            return true;
        }
        return c == ';' && (at + 1 == length || Chars.isSpace(text.charAt(at + 1)));
    }

    private boolean endsAtCloser(int closer, NameBefore name, SecretType kind) {
        if (kind == SecretType.TOKEN) {
            return true;
        }
        int next = closer + 1;
        boolean delimited = next == length
                || Chars.isSpace(text.charAt(next))
                || Chars.isCloser(text.charAt(next))
                || Chars.isQuote(text.charAt(next))
                || ",;.:\\".indexOf(text.charAt(next)) >= 0;
        return delimited && (name.isMember() || next == length || kind == SecretType.HEADER);
    }

    private static boolean endsToken(char c, NameBefore name) {
        return c == '"' || c == '\'' || c == '<' || ((c == '?' || c == '#' || c == '/') && name.adjacent() == ';');
    }

    /** Returns whether another name and its separator follow. */
    private boolean nameFollows(int start, boolean colonToo) {
        int at = skipBlanks(start);
        int from = afterBackslashes(at);
        boolean quoted = from < length && Chars.isOpeningQuote(text.charAt(from));
        if (quoted) {
            from++;
        }
        int end = from;
        while (end < length && end - from < MAX_NAME && Chars.isOfName(text.charAt(end))) {
            end++;
        }
        if (end == from || Character.isDigit(text.charAt(from))) {
            return false;
        }
        if (quoted) {
            end = afterBackslashes(end);
            if (end >= length || !Chars.isQuote(text.charAt(end))) {
                return false;
            }
            end++;
        }
        end = skipBlanks(end);
        return end < length
                && (text.charAt(end) == '='
                        || (colonToo && text.charAt(end) == ':' && !text.startsWith("//", end + 1)));
    }
}
