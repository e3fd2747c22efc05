package io.opsmon.log;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which entries of a log to find, and which page of them; the filters are each log's own. Immutable.
 *
 * @param <Q> the query itself
 * @since 0.1
 */
public interface LogQuery<Q extends LogQuery<Q>> {

    /** The most entries on a page. */
    int MAX_LIMIT = 500;

    /** Entries on a page if nothing is said. */
    int DEFAULT_LIMIT = 50;

    /**
     * The earliest time.
     *
     * @return entries that happened at or after it; null for no bound
     */
    @Nullable
    Instant from();

    /**
     * The latest time.
     *
     * @return entries that happened before it; null for no bound
     */
    @Nullable
    Instant to();

    /** In which order entries come. */
    enum Sort {
        /** Those that happened last first. */
        NEWEST,
        /** As they happened. */
        OLDEST
    }

    /**
     * The order.
     *
     * @return in which entries come
     */
    Sort sort();

    /**
     * Where the previous page ended.
     *
     * @return the place; null for the first page
     */
    @Nullable
    LogCursor cursor();

    /**
     * Entries on a page.
     *
     * @return 1 to {@value #MAX_LIMIT}
     */
    int limit();

    /**
     * Another page of the same entries.
     *
     * @param cursor where it begins; null for the first
     * @param limit entries on it, 1 to {@value #MAX_LIMIT}
     * @return a copy
     */
    Q withPage(@Nullable LogCursor cursor, int limit);

    /**
     * The same filters within other bounds of time.
     *
     * @param from the earliest time; null for no bound
     * @param to the latest time; null for no bound
     * @return a copy
     */
    Q withRange(@Nullable Instant from, @Nullable Instant to);
}
