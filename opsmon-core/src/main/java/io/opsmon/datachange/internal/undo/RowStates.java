package io.opsmon.datachange.internal.undo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The states of the rows of an operation: for each key the values of its row, as far as they are recorded. A key
 * without row has null.
 */
final class RowStates {

    private RowStates() {}

    /** Returns the states after the operation. */
    static Map<RowKey, @Nullable Map<String, RowValue>> after(List<RowChange> changes) {
        Map<RowKey, @Nullable Map<String, RowValue>> states = new LinkedHashMap<>();
        for (RowChange change : changes) {
            move(states, change.before(), change.after(), change.now());
        }
        return states;
    }

    /** Returns the states before the operation. */
    static Map<RowKey, @Nullable Map<String, RowValue>> before(List<RowChange> changes) {
        Map<RowKey, @Nullable Map<String, RowValue>> states = new LinkedHashMap<>();
        for (int i = changes.size() - 1; i >= 0; i--) {
            RowChange change = changes.get(i);
            move(states, change.after(), change.before(), change.old());
        }
        return states;
    }

    private static void move(
            Map<RowKey, @Nullable Map<String, RowValue>> states,
            @Nullable RowKey from,
            @Nullable RowKey to,
            Map<String, RowValue> values) {
        @Nullable Map<String, RowValue> known = from == null ? null : states.get(from);
        if (from != null && !Objects.equals(from, to)) {
            states.put(from, null);
        }
        if (to != null) {
            Map<String, RowValue> state = known == null ? new LinkedHashMap<>() : known;
            state.putAll(values);
            states.put(to, state);
        }
    }
}
