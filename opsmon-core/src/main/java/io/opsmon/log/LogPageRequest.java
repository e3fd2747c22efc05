package io.opsmon.log;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * Order, position and size of a page of entries. Immutable.
 *
 * @param sort the order
 * @param cursor the end of the previous page in this order; null for the first page
 * @param limit the maximum number of entries on the page, 1 to {@value #MAX_LIMIT}
 * @param counted whether all matching entries are counted, which may take longer than the page
 * @since 0.1
 */
public record LogPageRequest(Sort sort, @Nullable LogCursor cursor, int limit, boolean counted) {

    /** Maximum number of entries on a page. */
    public static final int MAX_LIMIT = 500;

    /** Default number of entries on a page. */
    public static final int DEFAULT_LIMIT = 50;

    /** First page in the default order, the newest entries first. */
    public static final LogPageRequest FIRST = first(DEFAULT_LIMIT);

    /** Order of entries by time. */
    public enum Sort {
        /** Newest entries first. */
        NEWEST,
        /** Oldest entries first. */
        OLDEST
    }

    /** Checks the limit. */
    public LogPageRequest {
        Assert.isTrue(limit >= 1 && limit <= MAX_LIMIT, () -> "limit must be 1 to " + MAX_LIMIT + ", is " + limit);
    }

    /**
     * Returns the first page in the default order, the newest entries first.
     *
     * @param limit the maximum number of entries, 1 to {@value #MAX_LIMIT}
     * @return the request
     */
    public static LogPageRequest first(int limit) {
        return new LogPageRequest(Sort.NEWEST, null, limit, true);
    }

    /**
     * Returns a request with another order.
     *
     * @param order the order
     * @return a copy
     */
    public LogPageRequest sorted(Sort order) {
        return new LogPageRequest(order, cursor, limit, counted);
    }

    /**
     * Returns a request for the page after a position.
     *
     * @param position the end of the previous page; null for the first page
     * @return a copy
     */
    public LogPageRequest after(@Nullable LogCursor position) {
        return new LogPageRequest(sort, position, limit, counted);
    }

    /**
     * Returns a request with another size.
     *
     * @param entries the maximum number of entries, 1 to {@value #MAX_LIMIT}
     * @return a copy
     */
    public LogPageRequest limited(int entries) {
        return new LogPageRequest(sort, cursor, entries, counted);
    }

    /**
     * Returns a request for a page without the count of matching entries.
     *
     * @return a copy
     */
    public LogPageRequest uncounted() {
        return new LogPageRequest(sort, cursor, limit, false);
    }
}
