package io.opsmon.log;

import io.opsmon.recording.RecordedEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Page of entries.
 *
 * @param items the entries, in the order of the query
 * @param next the start of the next page; null on the last page
 * @param total the number of entries that match the filters; a lower limit if the request was for a page without count
 * @param <E> the kind of entry
 * @since 0.1
 */
public record LogPage<E extends RecordedEntry>(
        List<E> items, @Nullable LogCursor next, Total total) {

    /**
     * Bounded count: exact up to the bound, a lower limit beyond the bound or without a count.
     *
     * @param value the count
     * @param exact whether the count is exact
     */
    public record Total(long value, boolean exact) {

        /** Bound of the count of matching entries. */
        public static final int BOUND = 10_000;

        /**
         * Creates a bounded count.
         *
         * @param counted the number of matching entries, counted up to one more than {@link #BOUND}
         * @return the count
         */
        public static Total of(long counted) {
            boolean isExact = counted <= BOUND;
            return new Total(isExact ? counted : BOUND, isExact);
        }
    }

    /**
     * Creates a page from the result of a store.
     *
     * @param found the entries found, one more than the limit if there is a next page
     * @param limit the limit of the query
     * @param counted the number of matching entries, counted up to one more than {@link Total#BOUND}
     * @param <E> the kind of entry
     * @return the page
     */
    public static <E extends RecordedEntry> LogPage<E> of(List<E> found, int limit, long counted) {
        return of(found, limit, Total.of(counted));
    }

    /**
     * Creates a page from the result of a store.
     *
     * @param found the entries found, one more than the limit if there is a next page
     * @param limit the limit of the query
     * @param total the number of matching entries
     * @param <E> the kind of entry
     * @return the page
     */
    public static <E extends RecordedEntry> LogPage<E> of(List<E> found, int limit, Total total) {
        boolean more = found.size() > limit;
        List<E> items = more ? found.subList(0, limit) : found;
        return new LogPage<>(List.copyOf(items), more ? LogCursor.after(items.get(limit - 1)) : null, total);
    }
}
