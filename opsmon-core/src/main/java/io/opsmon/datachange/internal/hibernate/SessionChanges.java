package io.opsmon.datachange.internal.hibernate;

import io.opsmon.datachange.internal.ChangeAction;
import io.opsmon.datachange.internal.ChangeOrigin;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The changed rows of one transaction of a session whose changes are not written yet, and the number of rows that each
 * operation has recorded. As little thread-safe as the session.
 */
final class SessionChanges {

    private Map<EntityRow, Before> rows = new LinkedHashMap<>();
    private Map<Further, Long> further = new LinkedHashMap<>();
    private final Map<@Nullable UUID, Integer> recorded = new HashMap<>();

    /**
     * Rows before their change.
     *
     * @param rows the texts of the rows; empty if there were none
     * @param origin the origin of the change
     */
    record Before(List<@Nullable String[]> rows, @Nullable ChangeOrigin origin) {}

    /** Rows beyond the limit, which are counted only. */
    record Further(
            String table, ChangeAction action, @Nullable ChangeOrigin origin) {}

    boolean isEmpty() {
        return rows.isEmpty() && further.isEmpty();
    }

    /** Returns whether the state before the change is known already: a flush may write a row twice. */
    boolean contains(EntityRow row) {
        return rows.containsKey(row);
    }

    boolean hasRoom(@Nullable ChangeOrigin origin, int maxRows) {
        return recorded.getOrDefault(operation(origin), 0) < maxRows;
    }

    void add(EntityRow row, List<@Nullable String[]> before, @Nullable ChangeOrigin origin) {
        if (rows.putIfAbsent(row, new Before(before, origin)) == null && !row.isCollection()) {
            recorded.merge(operation(origin), 1, Integer::sum);
        }
    }

    /**
     * Replaces the place that {@link #add} took for the row of an entity by the number of changes. A row without
     * difference does not count. The changes of a collection are unknown before.
     *
     * @return the number of changes within the limit
     */
    int take(EntityRow row, @Nullable ChangeOrigin origin, int changes, int maxRows) {
        int others = recorded.getOrDefault(operation(origin), 0) - (row.isCollection() ? 0 : 1);
        int taken = Math.min(changes, Math.max(0, maxRows - others));
        recorded.put(operation(origin), others + taken);
        return taken;
    }

    void count(String table, ChangeAction action, @Nullable ChangeOrigin origin) {
        further.merge(new Further(table, action, origin), 1L, Long::sum);
    }

    Map<EntityRow, Before> takeRows() {
        Map<EntityRow, Before> taken = rows;
        rows = new LinkedHashMap<>();
        return taken;
    }

    Map<Further, Long> takeFurther() {
        Map<Further, Long> taken = further;
        further = new LinkedHashMap<>();
        return taken;
    }

    private static @Nullable UUID operation(@Nullable ChangeOrigin origin) {
        return origin == null ? null : origin.operationId();
    }
}
