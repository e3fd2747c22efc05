package io.opsmon.masking;

import io.opsmon.masking.SensitiveNames.SecretType;
import java.util.Arrays;

/**
 * Finds secrets in complete or truncated JSON by its grammar, also within other text. Quotes and brackets within one
 * value therefore do not affect the search in other values. Each string is decoded and scanned as a separate text. Used
 * by one thread. The time is proportional to the length of the text.
 */
final class JsonSecrets {

    /** Maximum depth of a document. Deeper documents are only scanned for separators. */
    private static final int MAX_DEPTH = 500;

    private static final int NOTHING_HIDDEN = -1;

    private final String text;
    private final SensitiveNames names;
    private final MaskedRanges found;
    /** For each depth, whether there is an object or an array. Most texts contain no document. */
    private boolean[] isObject = {};

    private int depth;
    private int hiddenDepth = NOTHING_HIDDEN;
    private int hiddenFrom;

    JsonSecrets(String text, SensitiveNames names, MaskedRanges found) {
        this.text = text;
        this.names = names;
        this.found = found;
    }

    void find() {
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            at = c == '{' || c == '[' ? Math.max(at + 1, document(at)) : at + 1;
        }
    }

    /** Reads a document and returns its end, or the index at which the text is not JSON. */
    private int document(int start) {
        isObject = isObject.length == 0 ? new boolean[MAX_DEPTH] : isObject;
        depth = 0;
        hiddenDepth = NOTHING_HIDDEN;
        int at = value(start, false);
        while (at >= 0 && depth > 0) {
            at = next(extentOfSpaces(at));
        }
        int end = at < 0 ? -1 - at : at;
        if (hiddenDepth != NOTHING_HIDDEN) {
            found.add(hiddenFrom, end);
        }
        return end;
    }

    /**
     * Reads a member, an element or the end of the innermost array or object. If there is none, the method returns
     * minus the index, minus one.
     */
    private int next(int start) {
        if (start == text.length()) {
            return -1 - start;
        }
        char c = text.charAt(start);
        if (c == '}' || c == ']') {
            return isObject[depth - 1] == (c == '}') ? close(start + 1) : -1 - start;
        }
        int at = c == ',' ? extentOfSpaces(start + 1) : start;
        if (at == text.length() || "}]".indexOf(text.charAt(at)) >= 0) {
            return at == start ? -1 - at : at;
        }
        return isObject[depth - 1] ? member(at) : value(at, false);
    }

    private int close(int end) {
        depth--;
        if (hiddenDepth == depth) {
            found.add(hiddenFrom, end);
            hiddenDepth = NOTHING_HIDDEN;
        }
        return end;
    }

    private int member(int start) {
        if (text.charAt(start) != '"') {
            return -1 - start;
        }
        int nameEnd = stringEnd(start);
        int colon = extentOfSpaces(nameEnd);
        if (colon == text.length() || text.charAt(colon) != ':') {
            return -1 - colon;
        }
        String name = Decoded.of(text, start + 1, nameEnd - 1).text();
        int at = extentOfSpaces(colon + 1);
        return at == text.length() ? -1 - at : value(at, names.kind(name) != SecretType.NONE);
    }

    private int value(int start, boolean isSecret) {
        char c = text.charAt(start);
        if (c == '{' || c == '[') {
            return open(start, c == '{', isSecret);
        }
        int end = c == '"' ? stringEnd(start) : scalarEnd(start);
        if (end == start) {
            return -1 - start;
        }
        if (hiddenDepth != NOTHING_HIDDEN) {
            return end;
        }
        if (c == '"') {
            string(start, end, isSecret);
        } else if (isSecret && !Prose.isNoSecret(text.substring(start, end))) {
            found.add(start, end);
        }
        return end;
    }

    private int open(int start, boolean object, boolean isSecret) {
        if (depth == MAX_DEPTH) {
            return -1 - start;
        }
        if (isSecret && hiddenDepth == NOTHING_HIDDEN && !isEmpty(start)) {
            hiddenDepth = depth;
            hiddenFrom = start;
        }
        isObject[depth++] = object;
        return start + 1;
    }

    private boolean isEmpty(int open) {
        int next = extentOfSpaces(open + 1);
        return next < text.length() && Chars.isCloser(text.charAt(next));
    }

    private void string(int start, int end, boolean isSecret) {
        if (isSecret) {
            if (!Prose.isEmptyQuotation(text, start, end) && !Prose.isPlaceholder(text, start)) {
                found.add(start, end);
            }
            return;
        }
        boolean isClosed = end - start > 1 && text.charAt(end - 1) == '"';
        int contentEnd = isClosed ? end - 1 : end;
        if (TextScanner.mayHaveSecrets(text, start + 1, contentEnd)) {
            Decoded content = Decoded.of(text, start + 1, contentEnd);
            TextScanner scanner = new TextScanner(content.text(), names);
            scanner.ranges().forEach((from, to) -> found.add(content.place(from), content.place(to)));
        }
    }

    /** Returns the index after a string; the end of the text if the string is truncated. */
    private int stringEnd(int start) {
        int at = start + 1;
        while (at < text.length() && text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        return Math.min(at + 1, text.length());
    }

    private int scalarEnd(int start) {
        int at = start;
        while (at < text.length() && (Chars.isOfWord(text.charAt(at)) || "+-.*".indexOf(text.charAt(at)) >= 0)) {
            at++;
        }
        return at;
    }

    private int extentOfSpaces(int start) {
        int at = start;
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }

    /**
     * Decoded content of a string.
     *
     * @param text the content without escapes
     * @param start the index of the content in the source
     * @param places the source index of each character and of the end; null if there are no escapes
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Decoded(String text, int start, int @org.jspecify.annotations.Nullable [] places) {

        static Decoded of(String source, int start, int end) {
            int backslash = source.indexOf('\\', start);
            if (backslash < 0 || backslash >= end) {
                return new Decoded(source.substring(start, Math.max(start, end)), start, null);
            }
            StringBuilder text = new StringBuilder(end - start);
            int[] places = new int[end - start + 1];
            int at = start;
            while (at < end) {
                places[text.length()] = at;
                char c = source.charAt(at++);
                if (c == '\\' && at < end) {
                    c = source.charAt(at++);
                    if (c == 'u' && at + 4 <= end && isHexadecimal(source, at)) {
                        c = (char) Integer.parseInt(source.substring(at, at + 4), 16);
                        at += 4;
                    } else {
                        c = unescaped(c);
                    }
                }
                text.append(c);
            }
            places[text.length()] = end;
            return new Decoded(text.toString(), start, Arrays.copyOf(places, text.length() + 1));
        }

        private static boolean isHexadecimal(String source, int at) {
            for (int i = at; i < at + 4; i++) {
                if (Character.digit(source.charAt(i), 16) < 0 || source.charAt(i) > 'f') {
                    return false;
                }
            }
            return true;
        }

        private static char unescaped(char c) {
            return switch (c) {
                case 'n' -> '\n';
                case 'r' -> '\r';
                case 't' -> '\t';
                case 'b' -> '\b';
                case 'f' -> '\f';
                default -> c;
            };
        }

        int place(int index) {
            return places == null ? start + index : places[index];
        }
    }
}
