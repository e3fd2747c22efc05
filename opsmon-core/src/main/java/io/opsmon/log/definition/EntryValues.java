package io.opsmon.log.definition;

import io.opsmon.chain.ChainLink;
import org.jspecify.annotations.Nullable;

/**
 * Values of one entry by column, from a row, from a line, or changed values of another entry. Not thread-safe.
 *
 * @since 0.1
 */
public final class EntryValues {

    private final @Nullable Object[] values;
    private final @Nullable ChainLink chain;

    EntryValues(@Nullable Object[] values, @Nullable ChainLink chain) {
        this.values = values;
        this.chain = chain;
    }

    /**
     * Returns the value of a column.
     *
     * @param column the column
     * @param <V> the type of the value
     * @return the value; null for none
     */
    public <V> @Nullable V get(LogColumn<?, V> column) {
        @SuppressWarnings("unchecked") // Every value was set by the type of its column.
        @Nullable
        V value = (V) values[column.index()];
        return value;
    }

    /**
     * Returns the value of a mandatory column.
     *
     * @param column the column
     * @param <V> the type of the value
     * @return the value
     * @throws IllegalArgumentException if there is no value
     */
    public <V> V required(LogColumn<?, V> column) {
        @Nullable V value = get(column);
        if (value == null) {
            throw new IllegalArgumentException(column.path() + " is missing");
        }
        return value;
    }

    /**
     * Returns the position in the integrity chain.
     *
     * @return the position; null if the entry has none
     */
    public @Nullable ChainLink chain() {
        return chain;
    }
}
