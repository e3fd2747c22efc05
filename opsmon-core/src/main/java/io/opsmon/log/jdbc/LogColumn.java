package io.opsmon.log.jdbc;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A column of a log's table and the value it takes from an entry: a UUID, Instant, String, Long, Integer, Double,
 * Boolean, Hash or null.
 *
 * @param name its name
 * @param nullType its {@link java.sql.Types JDBC type}, which PostgreSQL wants to know of nothing
 * @param value its value
 * @param <E> the kind of entry
 * @since 0.1
 */
public record LogColumn<E>(String name, int nullType, Function<E, @Nullable Object> value) {

    /**
     * The value of an entry.
     *
     * @param entry the entry
     * @return the value; null for none
     */
    public @Nullable Object of(E entry) {
        return value.apply(entry);
    }
}
