package io.opsmon.log;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Condition for columns of a log. A store translates each kind of condition.
 *
 * @since 0.1
 */
public sealed interface LogCondition {

    /**
     * Equality.
     *
     * @param column the column
     * @param value the text of the column
     */
    record Equal(String column, String value) implements LogCondition {}

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
     * Membership in a column with a set of constants.
     *
     * @param column the column
     * @param member the name of the constant
     */
    record Member(String column, String member) implements LogCondition {}

    /** Collects the conditions of a filter; values that are null are omitted. Not thread-safe. */
    final class Collector {

        private final List<LogCondition> conditions = new ArrayList<>();

        /** Creates a collector without conditions. */
        public Collector() {}

        /**
         * Adds an equality.
         *
         * @param column the column
         * @param value the text; null for no condition
         * @return this
         */
        public Collector equal(String column, @Nullable String value) {
            if (value != null) {
                conditions.add(new Equal(column, value));
            }
            return this;
        }

        /**
         * Adds an equality with a constant.
         *
         * @param column the column
         * @param value the constant; null for no condition
         * @return this
         */
        public Collector equal(String column, @Nullable Enum<?> value) {
            return equal(column, value == null ? null : value.name());
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
         * Adds a part of a text.
         *
         * @param part the part; null for no condition
         * @param columns the columns, one of which contains the part
         * @return this
         */
        public Collector containing(@Nullable String part, String... columns) {
            if (part != null) {
                conditions.add(new Containing(List.of(columns), part));
            }
            return this;
        }

        /**
         * Adds a membership.
         *
         * @param column the column with a set of constants
         * @param member the constant; null for no condition
         * @return this
         */
        public Collector member(String column, @Nullable Enum<?> member) {
            if (member != null) {
                conditions.add(new Member(column, member.name()));
            }
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
