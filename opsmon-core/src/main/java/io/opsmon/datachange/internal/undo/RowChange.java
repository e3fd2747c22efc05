package io.opsmon.datachange.internal.undo;

import io.opsmon.datachange.internal.ChangeAction;
import io.opsmon.datachange.internal.DataChange;
import io.opsmon.datachange.internal.undo.UndoPlan.Obstacle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A recorded change with everything that its undo needs.
 *
 * @param action the kind of change
 * @param table the table
 * @param before the key before the change; null for an inserted row
 * @param after the key after the change; null for a deleted row
 * @param old the old values by column
 * @param now the new values by column
 */
record RowChange(
        ChangeAction action,
        UndoTable table,
        @Nullable RowKey before,
        @Nullable RowKey after,
        Map<String, RowValue> old,
        Map<String, RowValue> now) {

    private static final String HASHED = "sha256:";

    /** Returns the key of the row as it is now, if nothing else changed the row. */
    RowKey present() {
        return Objects.requireNonNull(after == null ? before : after);
    }

    /**
     * Reads a change.
     *
     * @param obstacles receives the reasons why the change cannot be undone
     * @return the change; null if there is an obstacle
     */
    static @Nullable RowChange of(DataChange change, UndoTable table, Consumer<Obstacle> obstacles) {
        Map<String, RowValue> old = values(change.oldValues());
        Map<String, RowValue> now = values(change.newValues());
        boolean hasOld = change.action() != ChangeAction.INSERT;
        boolean hasNew = change.action() != ChangeAction.DELETE;
        @Nullable String newKey = change.newKey() == null ? change.key() : change.newKey();
        @Nullable RowKey before = hasOld ? key(table, change.key(), old) : null;
        @Nullable RowKey after = hasNew ? key(table, newKey, now) : null;
        if ((hasOld && before == null) || (hasNew && after == null)) {
            obstacles.accept(new Obstacle(change.table(), change.key(), null, UndoReason.NO_KEY, null));
            return null;
        }
        RowChange read = new RowChange(change.action(), table, before, after, old, now);
        List<Obstacle> found = read.obstacles();
        found.forEach(obstacles);
        return found.isEmpty() ? read : null;
    }

    private static Map<String, RowValue> values(@Nullable String json) {
        Map<String, RowValue> values = new LinkedHashMap<>();
        if (json != null) {
            JsonMapper.shared()
                    .readTree(json)
                    .propertyStream()
                    .forEach(each -> values.put(each.getKey(), RowValue.of(each.getValue())));
        }
        return values;
    }

    /** Returns the key from the values of a row, otherwise from the recorded key; null if neither has it. */
    private static @Nullable RowKey key(UndoTable table, @Nullable String recorded, Map<String, RowValue> values) {
        List<String> columns = table.captured().key();
        List<@Nullable String> parts = parts(columns.size(), recorded);
        List<@Nullable String> key = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            @Nullable RowValue value = values.get(columns.get(i));
            if (value != null && value.isExact()) {
                key.add(value.text());
            } else if (parts.size() == columns.size()) {
                key.add(parts.get(i));
            } else {
                return null;
            }
        }
        return new RowKey(table.captured().label(), key, recorded);
    }

    private static List<@Nullable String> parts(int size, @Nullable String recorded) {
        if (recorded == null || recorded.startsWith(HASHED)) {
            return List.of();
        }
        if (size == 1) {
            return List.of(recorded);
        }
        List<@Nullable String> parts = new ArrayList<>();
        try {
            for (JsonNode part : JsonMapper.shared().readTree(recorded)) {
                parts.add(part.isNull() ? null : part.asString());
            }
        } catch (JacksonException otherKey) {
            return List.of();
        }
        return parts;
    }

    private List<Obstacle> obstacles() {
        List<Obstacle> found = new ArrayList<>();
        RowKey row = present();
        old.forEach((column, value) -> {
            if (!value.isExact()) {
                found.add(Obstacle.of(row, column, value.reason()));
            }
        });
        for (String column : action == ChangeAction.INSERT ? List.<String>of() : List.copyOf(old.keySet())) {
            if (table.column(column) == null) {
                found.add(Obstacle.of(row, column, UndoReason.NO_COLUMN));
            }
        }
        if (action == ChangeAction.DELETE) {
            table.stored().stream()
                    .filter(column -> !old.containsKey(column.name()))
                    .forEach(column -> found.add(Obstacle.of(row, column.name(), UndoReason.NOT_RECORDED)));
        }
        if (action == ChangeAction.UPDATE
                && table.stored().stream().noneMatch(column -> old.containsKey(column.name()))) {
            found.add(Obstacle.of(row, UndoReason.ONLY_GENERATED, null));
        }
        return found;
    }
}
