package io.opsmon.log;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Filters and page of a search in a log; each log has its own filters. Immutable.
 *
 * @param <Q> the type of the query
 * @since 0.1
 */
public interface LogQuery<Q extends LogQuery<Q>> {

    /** Maximum number of entries on a page. */
    int MAX_LIMIT = 500;

    /** Default number of entries on a page. */
    int DEFAULT_LIMIT = 50;

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

    /** Order of entries by time. */
    enum Sort {
        /** Newest entries first. */
        NEWEST,
        /** Oldest entries first. */
        OLDEST
    }

    /**
     * Returns the order of entries.
     *
     * @return the order
     */
    Sort sort();

    /**
     * Returns the end of the previous page.
     *
     * @return the position; null for the first page
     */
    @Nullable
    LogCursor cursor();

    /**
     * Returns the number of entries on a page.
     *
     * @return 1 to {@value #MAX_LIMIT}
     */
    int limit();

    /**
     * Creates a query for another page with the same filters.
     *
     * @param cursor the position after which the page starts; null for the first page
     * @param limit the number of entries on the page, 1 to {@value #MAX_LIMIT}
     * @return a copy
     */
    Q withPage(@Nullable LogCursor cursor, int limit);

    /**
     * Creates a query with the same filters and other time bounds.
     *
     * @param from the earliest time, inclusive; null for no bound
     * @param to the latest time, exclusive; null for no bound
     * @return a copy
     */
    Q withRange(@Nullable Instant from, @Nullable Instant to);
}
