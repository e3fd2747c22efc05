package io.opsmon.log;

import io.opsmon.recording.RecordedEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of entries.
 *
 * @param items the entries, newest first
 * @param next where the next page begins; null on the last page
 * @param total how many entries match the filters
 * @param <E> the kind of entry
 * @since 0.1
 */
public record LogPage<E extends RecordedEntry>(
        List<E> items, @Nullable LogCursor next, Total total) {

    /**
     * A count that stops counting: exact up to a bound, a lower bound past it.
     *
     * @param value the count
     * @param exact whether it is exact
     */
    public record Total(long value, boolean exact) {

        /** Matching entries are counted up to this many. */
        public static final int BOUND = 10_000;
    }

    /**
     * Cuts what a store found into a page.
     *
     * @param found what was found, one entry more than the limit if there is a next page
     * @param limit the query's limit
     * @param counted how many entries match, counted up to one more than {@link Total#BOUND}
     * @param <E> the kind of entry
     * @return the page
     */
    public static <E extends RecordedEntry> LogPage<E> of(List<E> found, int limit, long counted) {
        boolean more = found.size() > limit;
        List<E> items = more ? found.subList(0, limit) : found;
        boolean exact = counted <= Total.BOUND;
        return new LogPage<>(
                List.copyOf(items),
                more ? LogCursor.after(items.get(limit - 1)) : null,
                new Total(exact ? counted : Total.BOUND, exact));
    }
}
