package io.opsmon.datachange.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A pattern for names of tables or columns: names joined by dots, compared from the right, with {@code *} for any
 * characters. {@code orders.note} matches the column of this table in every schema. Case is ignored.
 *
 * @since 0.1
 */
public final class NamePattern {

    private final String text;
    private final List<Pattern> parts = new ArrayList<>();

    private NamePattern(String text) {
        this.text = text;
        for (String part : text.split("\\.", -1)) {
            StringBuilder regex = new StringBuilder();
            for (String literal : part.strip().split("\\*", -1)) {
                regex.append(regex.isEmpty() ? "" : ".*").append(literal.isEmpty() ? "(?:)" : Pattern.quote(literal));
            }
            parts.add(Pattern.compile(
                    regex.toString(), Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL));
        }
    }

    /**
     * Reads a pattern.
     *
     * @param text the pattern, for example {@code shop.order*}
     * @return the pattern
     */
    public static NamePattern of(String text) {
        return new NamePattern(text);
    }

    /**
     * Reads patterns.
     *
     * @param texts the patterns
     * @return the patterns in the same order
     */
    public static List<NamePattern> all(List<String> texts) {
        return texts.stream().map(NamePattern::of).toList();
    }

    /**
     * Returns whether a qualified name matches.
     *
     * @param names the parts of the name, for example schema, table and column
     * @return whether the last parts of the name match all parts of the pattern
     */
    public boolean matches(String... names) {
        int first = names.length - parts.size();
        if (first < 0) {
            return false;
        }
        for (int i = 0; i < parts.size(); i++) {
            if (!parts.get(i).matcher(names[first + i]).matches()) {
                return false;
            }
        }
        return true;
    }

    /**
     * Returns whether the pattern names a schema, if the pattern is one of tables.
     *
     * @return whether the pattern has at least two parts
     */
    public boolean isQualified() {
        return parts.size() > 1;
    }

    @Override
    public String toString() {
        return text;
    }
}
