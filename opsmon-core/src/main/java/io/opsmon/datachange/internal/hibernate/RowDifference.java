package io.opsmon.datachange.internal.hibernate;

import io.opsmon.datachange.internal.ChangeAction;
import io.opsmon.datachange.internal.ChangeOrigin;
import io.opsmon.datachange.internal.RowFormat;
import io.opsmon.datachange.internal.jdbc.ChangeWriter.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The changes that lead from rows before a flush to rows after the flush. */
final class RowDifference {

    private final EntityRow row;
    private final RowFormat format;
    private final @Nullable ChangeOrigin origin;

    RowDifference(EntityRow row, @Nullable ChangeOrigin origin) {
        this.row = row;
        this.format = row.table().format();
        this.origin = origin;
    }

    /** Returns deletes, updates and inserts. An entity has one row at most, whose key may change. */
    List<Change> of(List<@Nullable String[]> before, List<@Nullable String[]> after) {
        List<@Nullable String[]> deleted = new ArrayList<>(before);
        List<@Nullable String[]> inserted = new ArrayList<>();
        List<@Nullable String[]> left = new ArrayList<>();
        for (@Nullable String[] now : after) {
            // Equal rows of a table without key stay, one for one.
            if (!remove(deleted, old -> !format.differs(old, now))) {
                left.add(now);
            }
        }
        List<Change> updates = new ArrayList<>();
        for (@Nullable String[] now : left) {
            Optional<@Nullable String[]> old = deleted.stream()
                    .filter(each -> !row.isCollection() || format.key(each).equals(format.key(now)))
                    .findFirst();
            if (old.isPresent()) {
                deleted.remove(old.get());
                updates.add(update(old.get(), now));
            } else {
                inserted.add(now);
            }
        }
        List<Change> changes = new ArrayList<>();
        deleted.forEach(
                old -> changes.add(change(ChangeAction.DELETE, format.key(old), null, format.values(old, null), null)));
        changes.addAll(updates);
        inserted.forEach(
                now -> changes.add(change(ChangeAction.INSERT, format.key(now), null, null, format.values(now, null))));
        return changes;
    }

    private static boolean remove(List<@Nullable String[]> rows, Predicate<@Nullable String[]> condition) {
        for (int i = 0; i < rows.size(); i++) {
            if (condition.test(rows.get(i))) {
                rows.remove(i);
                return true;
            }
        }
        return false;
    }

    private Change update(@Nullable String[] old, @Nullable String[] now) {
        String key = format.key(old);
        String newKey = format.key(now);
        return change(
                ChangeAction.UPDATE,
                key,
                newKey.equals(key) ? null : newKey,
                format.values(old, now),
                format.values(now, old));
    }

    private Change change(
            ChangeAction action,
            String key,
            @Nullable String newKey,
            @Nullable String oldValues,
            @Nullable String newValues) {
        return new Change(row.table().label(), action, key, newKey, oldValues, newValues, 1L, origin, null);
    }
}
