package io.opsmon.datachange.internal.undo;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The key of a row.
 *
 * @param table the name of the table with its schema
 * @param parts the values of the columns of the key, in the order of the key
 * @param text the recorded key; null if it was not recorded
 */
record RowKey(
        String table,
        List<@Nullable String> parts,
        @Nullable String text) {

    RowKey {
        parts = Collections.unmodifiableList(new ArrayList<>(parts));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RowKey key && table.equals(key.table) && parts.equals(key.parts);
    }

    @Override
    public int hashCode() {
        return table.hashCode() * 31 + parts.hashCode();
    }
}
