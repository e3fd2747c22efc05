package io.opsmon.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Condition for columns of a log. A store translates each kind of condition.
 *
 * @since 0.1
 */
public sealed interface LogCondition {

    /**
     * Filter of the text of a column.
     *
     * @param column the column
     * @param values the accepted and excluded texts
     */
    record In(String column, ValueFilter values) implements LogCondition {}

    /**
     * Filter of the name of a person in a column, ignoring case.
     *
     * @param column the column
     * @param names the accepted and excluded names
     */
    record Name(String column, ValueFilter names) implements LogCondition {}

    /**
     * Minimum of a number.
     *
     * @param column the column
     * @param minimum the minimum
     */
    record AtLeast(String column, long minimum) implements LogCondition {}

    /**
     * Part of a text in at least one of the columns, ignoring case.
     *
     * @param columns the columns
     * @param part the part
     */
    record Containing(List<String> columns, String part) implements LogCondition {}

    /**
     * Filter of the members of a column with a set of constants.
     *
     * @param column the column
     * @param members the names of the accepted and excluded constants
     */
    record Member(String column, ValueFilter members) implements LogCondition {}

    /**
     * Filter of one attribute in a column of attributes.
     *
     * @param column the column
     * @param name the name of the attribute
     * @param values the accepted and excluded values
     */
    record Attribute(String column, String name, ValueFilter values) implements LogCondition {}

    /** Collects the conditions of a filter; values that are null are omitted. Not thread-safe. */
    final class Collector {

        /** A phrase in quotation marks, or a word. A quotation mark without its end belongs to a word. */
        private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|\\S+", Pattern.UNICODE_CHARACTER_CLASS);

        private final List<LogCondition> conditions = new ArrayList<>();

        /** Creates a collector without conditions. */
        public Collector() {}

        /**
         * Adds a filter of a text.
         *
         * @param column the column
         * @param values the accepted and excluded texts
         * @return this
         */
        public Collector in(String column, ValueFilter values) {
            if (!values.isAny()) {
                conditions.add(new In(column, values));
            }
            return this;
        }

        /**
         * Adds a filter of the name of a person, ignoring case.
         *
         * @param column the column
         * @param names the accepted and excluded names
         * @return this
         */
        public Collector name(String column, ValueFilter names) {
            if (!names.isAny()) {
                conditions.add(new Name(column, names));
            }
            return this;
        }

        /**
         * Adds a minimum.
         *
         * @param column the column
         * @param minimum the minimum; null for no condition
         * @return this
         */
        public Collector atLeast(String column, @Nullable Long minimum) {
            if (minimum != null) {
                conditions.add(new AtLeast(column, minimum));
            }
            return this;
        }

        /**
         * Adds the words of a text. Words are separated by spaces; quotation marks enclose a phrase.
         *
         * @param text the words; null for no condition
         * @param columns the columns; each word is in at least one of them
         * @return this
         */
        public Collector words(@Nullable String text, String... columns) {
            Matcher word = WORD.matcher(text == null ? "" : text);
            while (word.find()) {
                String part = word.group(1) == null ? word.group() : word.group(1);
                if (!part.isBlank()) {
                    conditions.add(new Containing(List.of(columns), part));
                }
            }
            return this;
        }

        /**
         * Adds a filter of members.
         *
         * @param column the column with a set of constants
         * @param members the accepted and excluded constants
         * @return this
         */
        public Collector member(String column, ValueFilter members) {
            if (!members.isAny()) {
                conditions.add(new Member(column, members));
            }
            return this;
        }

        /**
         * Adds filters of attributes.
         *
         * @param column the column of attributes
         * @param attributes the accepted and excluded values by the name of the attribute
         * @return this
         */
        public Collector attributes(String column, Map<String, ValueFilter> attributes) {
            attributes.forEach((name, values) -> {
                if (!values.isAny()) {
                    conditions.add(new Attribute(column, name, values));
                }
            });
            return this;
        }

        /**
         * Returns the conditions.
         *
         * @return the conditions in the order of their addition
         */
        public List<LogCondition> toList() {
            return List.copyOf(conditions);
        }
    }
}
