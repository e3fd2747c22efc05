package io.opsmon.operationlog;

import java.util.List;

/**
 * Cuts what a store found into a page; for implementations of {@link OperationLogRepository}.
 *
 * @since 0.1
 */
public final class OperationLogPages {

    private OperationLogPages() {}

    /**
     * Makes a page.
     *
     * @param found what was found, one entry more than the limit if there is a next page
     * @param limit the query's limit
     * @param counted how many entries match, counted up to one more than {@link OperationLogPage.Total#BOUND}
     * @return the page
     */
    public static OperationLogPage of(List<OperationLogEntry> found, int limit, long counted) {
        boolean more = found.size() > limit;
        List<OperationLogEntry> items = more ? found.subList(0, limit) : found;
        boolean exact = counted <= OperationLogPage.Total.BOUND;
        return new OperationLogPage(
                List.copyOf(items),
                more ? OperationLogQuery.Cursor.after(items.get(limit - 1)) : null,
                new OperationLogPage.Total(exact ? counted : OperationLogPage.Total.BOUND, exact));
    }
}
