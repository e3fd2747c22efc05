package io.opsmon.log;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Filter of a log: a range of time and conditions for columns; each log has its own filter. A null value matches all
 * entries. Immutable.
 *
 * @param <F> the type of the filter
 * @since 0.1
 */
public interface LogFilter<F extends LogFilter<F>> {

    /**
     * Returns the earliest time, inclusive.
     *
     * @return the bound; null for none
     */
    @Nullable
    Instant from();

    /**
     * Returns the latest time, exclusive.
     *
     * @return the bound; null for none
     */
    @Nullable
    Instant to();

    /**
     * Returns the conditions other than the range of time. An entry must match all conditions.
     *
     * @return the conditions for columns of the log
     */
    List<LogCondition> conditions();

    /**
     * Creates a filter with the same conditions and another range of time.
     *
     * @param from the earliest time, inclusive; null for no bound
     * @param to the latest time, exclusive; null for no bound
     * @return a copy
     */
    F withRange(@Nullable Instant from, @Nullable Instant to);

    /**
     * Creates a filter that matches only visible entries.
     *
     * @param visibility the visible entries
     * @return a copy
     */
    F within(LogVisibility visibility);
}
