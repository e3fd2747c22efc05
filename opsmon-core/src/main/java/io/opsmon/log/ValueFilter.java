package io.opsmon.log;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Filter of one value of an entry. Immutable.
 *
 * @param accepted the accepted values; if empty, every value and a missing value are accepted
 * @param excluded the excluded values; they do not exclude a missing value
 * @since 0.1
 */
public record ValueFilter(Set<String> accepted, Set<String> excluded) {

    /** The filter that accepts everything. */
    public static final ValueFilter ANY = new ValueFilter(Set.of(), Set.of());

    /** The filter that accepts nothing. */
    public static final ValueFilter NONE = new ValueFilter(Set.of(""), Set.of(""));

    /**
     * Copies the values.
     *
     * @param accepted the accepted values
     * @param excluded the excluded values
     */
    public ValueFilter(Set<String> accepted, Set<String> excluded) {
        this.accepted = Set.copyOf(accepted);
        this.excluded = Set.copyOf(excluded);
    }

    /**
     * Creates a filter that accepts one value.
     *
     * @param value the value; null for {@link #ANY}
     * @return the filter
     */
    public static ValueFilter equalTo(@Nullable String value) {
        return value == null ? ANY : anyOf(value);
    }

    /**
     * Creates a filter that accepts one constant.
     *
     * @param value the constant; null for {@link #ANY}
     * @return the filter
     */
    public static ValueFilter equalTo(@Nullable Enum<?> value) {
        return value == null ? ANY : anyOf(value.name());
    }

    /**
     * Creates a filter that accepts some values.
     *
     * @param values the accepted values
     * @return the filter
     */
    public static ValueFilter anyOf(String... values) {
        return new ValueFilter(Set.copyOf(List.of(values)), Set.of());
    }

    /**
     * Creates a filter that excludes some values.
     *
     * @param values the excluded values
     * @return the filter
     */
    public static ValueFilter except(String... values) {
        return new ValueFilter(Set.of(), Set.copyOf(List.of(values)));
    }

    /**
     * Returns a filter for values that this filter and another filter accept. If both have accepted values and none in
     * common, the result accepts nothing.
     *
     * @param other the other filter
     * @return the filter
     */
    public ValueFilter and(ValueFilter other) {
        Set<String> both = new HashSet<>(accepted.isEmpty() ? other.accepted : accepted);
        if (!other.accepted.isEmpty()) {
            both.retainAll(other.accepted);
        }
        if (both.isEmpty() && !(accepted.isEmpty() && other.accepted.isEmpty())) {
            return NONE;
        }
        Set<String> either = new HashSet<>(excluded);
        either.addAll(other.excluded);
        return new ValueFilter(both, either);
    }

    /**
     * Returns whether the filter accepts everything.
     *
     * @return true without accepted and excluded values
     */
    public boolean isAny() {
        return accepted.isEmpty() && excluded.isEmpty();
    }

    /**
     * Returns whether the filter accepts a value.
     *
     * @param value the value; null if missing
     * @return true if accepted
     */
    public boolean accepts(@Nullable String value) {
        return value == null
                ? accepted.isEmpty()
                : (accepted.isEmpty() || accepted.contains(value)) && !excluded.contains(value);
    }

    /**
     * Returns whether the filter accepts a set of values: one of them is accepted, and none is excluded.
     *
     * @param values the values
     * @return true if accepted
     */
    public boolean acceptsSet(Set<String> values) {
        return (accepted.isEmpty() || accepted.stream().anyMatch(values::contains))
                && excluded.stream().noneMatch(values::contains);
    }
}
