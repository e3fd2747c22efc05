package io.opsmon.datachange.internal.hibernate;

import io.opsmon.datachange.internal.ChangeAction;
import io.opsmon.datachange.internal.ChangeOrigin;
import java.util.HashMap;
import java.util.LinkedHashMap;
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

    /** A row before its change. */
    static final class Before {

        private final @Nullable String @Nullable [] texts;
        private final @Nullable ChangeOrigin origin;

        Before(@Nullable String @Nullable [] texts, @Nullable ChangeOrigin origin) {
            this.texts = texts;
            this.origin = origin;
        }

        /** Returns the texts of the row; null if the row did not exist. */
        @Nullable
        String @Nullable [] texts() {
            return texts;
        }

        @Nullable
        ChangeOrigin origin() {
            return origin;
        }
    }

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

    void add(EntityRow row, @Nullable String @Nullable [] before, @Nullable ChangeOrigin origin) {
        if (rows.putIfAbsent(row, new Before(before, origin)) == null) {
            recorded.merge(operation(origin), 1, Integer::sum);
        }
    }

    /** A row without difference does not count. */
    void unchanged(@Nullable ChangeOrigin origin) {
        recorded.merge(operation(origin), -1, Integer::sum);
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
