package io.opsmon.masking;

import io.opsmon.masking.SensitiveNames.SecretType;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds secrets in SQL statements and database messages, in which names and values form separate lists. Used by one
 * thread.
 */
final class SqlSecrets {

    private static final int MAX_NAMES = 1_000;
    private static final List<String> ENDS_OF_KEY =
            List.of(") already exists", ") is not present", ") is still referenced", ") conflicts");

    private final String text;
    private final SensitiveNames names;
    private final MaskedRanges found;

    SqlSecrets(String text, SensitiveNames names, MaskedRanges found) {
        this.text = text;
        this.names = names;
        this.found = found;
    }

    /** Hides values after a list of names that ends at an index: {@code (name, password) values ('ada', 'x')}. */
    int lists(int closer) {
        boolean isKey = text.startsWith("=(", closer + 1);
        int values = isKey ? closer + 2 : afterValues(closer + 1);
        if (values < 0) {
            return closer + 1;
        }
        int open = opener(closer);
        if (open < 0) {
            return closer + 1;
        }
        List<Boolean> secret = new ArrayList<>();
        for (String name : text.substring(open + 1, closer).split(",", -1)) {
            secret.add(names.kind(name.strip()) != SecretType.NONE);
        }
        if (!secret.contains(true)) {
            return closer + 1;
        }
        return isKey ? keyDetail(values, secret) : rows(values, secret);
    }

    private int opener(int closer) {
        int depth = 0;
        for (int i = closer; i >= Math.max(0, closer - MAX_NAMES); i--) {
            char c = text.charAt(i);
            depth += c == ')' ? 1 : c == '(' ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        return -1;
    }

    /** Returns the index of the bracket after {@code values}; -1 if other text follows. */
    private int afterValues(int start) {
        int at = skipSpaces(start);
        if (!text.regionMatches(true, at, "values", 0, 6)) {
            return -1;
        }
        int open = skipSpaces(at + 6);
        return open < text.length() && text.charAt(open) == '(' ? open : -1;
    }

    private int skipSpaces(int start) {
        int at = start;
        while (at < text.length() && Chars.isSpace(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /**
     * Hides values in a message of PostgreSQL. Its values are not quoted, so only the following words mark their end.
     */
    private int keyDetail(int open, List<Boolean> secret) {
        int end = open + 1;
        while (end < text.length() && !endsKey(end)) {
            end++;
        }
        String[] values = text.substring(open + 1, end).split(", ", -1);
        if (values.length != secret.size()) {
            found.add(open + 1, end);
            return end;
        }
        int at = open + 1;
        for (int i = 0; i < values.length; i++) {
            if (secret.get(i)) {
                found.add(at, at + values[i].length());
            }
            at += values[i].length() + 2;
        }
        return end;
    }

    private boolean endsKey(int at) {
        return text.charAt(at) == ')' && ENDS_OF_KEY.stream().anyMatch(phrase -> text.startsWith(phrase, at));
    }

    private int rows(int open, List<Boolean> secret) {
        int at = open;
        while (at < text.length() && text.charAt(at) == '(') {
            at = row(at, secret);
            int next = skipSpaces(at);
            if (next >= text.length() || text.charAt(next) != ',') {
                break;
            }
            at = skipSpaces(next + 1);
        }
        return Math.min(at, text.length());
    }

    private int row(int open, List<Boolean> secret) {
        int depth = 0;
        int column = 0;
        int start = open + 1;
        boolean quoted = false;
        for (int i = open; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\'') {
                quoted = !quoted;
            } else if (!quoted) {
                depth += c == '(' ? 1 : c == ')' ? -1 : 0;
                if (depth == 0 || (depth == 1 && c == ',')) {
                    hide(start, i, column < secret.size() ? secret.get(column) : true);
                    column++;
                    start = i + 1;
                    if (depth == 0) {
                        return i + 1;
                    }
                }
            }
        }
        hide(start, text.length(), column >= secret.size() || secret.get(column));
        return text.length();
    }

    private void hide(int start, int end, boolean secret) {
        int from = start;
        while (from < end && Chars.isSpace(text.charAt(from))) {
            from++;
        }
        String value = text.substring(from, end).strip();
        if (secret
                && !value.equals("?")
                && !value.startsWith(":")
                && !value.startsWith("$")
                && !Prose.isNoSecret(value)) {
            found.add(from, from + value.length());
        }
    }

    /** Hides a whole row without names, which may contain a secret. */
    int row(int open) {
        String before = "Failing row contains ";
        if (!text.startsWith(before, open - before.length())) {
            return open + 1;
        }
        int end = open;
        while (end < text.length() && !Chars.isLineEnd(text.charAt(end))) {
            end++;
        }
        for (int closer = end - 1; closer > open; closer--) {
            if (text.charAt(closer) == ')') {
                end = closer;
                break;
            }
        }
        found.add(open + 1, end);
        return end;
    }

    /** Hides the value of {@code Duplicate entry 'x' for key 'users.token'} with its closing quote at an index. */
    boolean isBehindDuplicate(int quote) {
        int name = text.startsWith("' for key '", quote)
                ? quote + 11
                : text.startsWith("' for column '", quote) || text.startsWith("' for column `", quote)
                        ? quote + 14
                        : -1;
        if (name < 0) {
            return false;
        }
        int end = name;
        while (end < text.length() && end - name < 130 && Chars.isOfName(text.charAt(end))) {
            end++;
        }
        if (names.kind(text.substring(name, end)) == SecretType.NONE) {
            return false;
        }
        for (String opening : List.of("entry '", "value: '", "value '")) {
            int at = quote - 1;
            while (at >= 0 && quote - at < 2_000 && !text.startsWith(opening, at)) {
                at--;
            }
            if (at >= 0 && text.startsWith(opening, at)) {
                found.add(at + opening.length(), quote);
                return true;
            }
        }
        return false;
    }
}
