package io.opsmon.operationlog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of entries.
 *
 * @param items the entries, newest first
 * @param next where the next page begins; null on the last page
 * @param total how many entries match the filters
 * @since 0.1
 */
public record OperationLogPage(List<OperationLogEntry> items, OperationLogQuery.@Nullable Cursor next, Total total) {

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
}
