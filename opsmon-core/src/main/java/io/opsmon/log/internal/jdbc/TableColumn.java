package io.opsmon.log.internal.jdbc;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Column of a log's table and its value for an entry: a UUID, Instant, String, Long, Integer, Double, Boolean, Hash,
 * BigDecimal or null.
 *
 * @param name the name of the column
 * @param nullType the {@link java.sql.Types JDBC type} for null values, which PostgreSQL requires
 * @param value returns the value of an entry
 * @param <E> the kind of entry
 * @since 0.1
 */
public record TableColumn<E>(String name, int nullType, Function<E, @Nullable Object> value) {

    /**
     * Returns the value of an entry.
     *
     * @param entry the entry
     * @return the value; null for none
     */
    public @Nullable Object of(E entry) {
        return value.apply(entry);
    }
}
