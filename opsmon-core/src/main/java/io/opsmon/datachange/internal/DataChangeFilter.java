package io.opsmon.datachange.internal;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Conditions for data changes. A change must meet all conditions that are not null.
 *
 * @param table the name of the table with its schema
 * @param key the key of the row, before or after the change
 * @param action the kind of change
 * @param column a column that changed
 * @param oldValue an old value, of the column if one is given
 * @param newValue a new value, of the column if one is given
 * @param operatorId the identifier of the operator
 * @param operationId the identifier of the operation's entry
 * @param outside true for changes from outside of an application; false for the others
 * @param from the first time
 * @param to the end of the time range, exclusive
 * @since 0.1
 */
public record DataChangeFilter(
        @Nullable String table,
        @Nullable String key,
        @Nullable ChangeAction action,
        @Nullable String column,
        @Nullable String oldValue,
        @Nullable String newValue,
        @Nullable String operatorId,
        @Nullable UUID operationId,
        @Nullable Boolean outside,
        @Nullable Instant from,
        @Nullable Instant to) {

    /** The filter without conditions. */
    public static final DataChangeFilter ALL =
            new DataChangeFilter(null, null, null, null, null, null, null, null, null, null, null);

    /**
     * Returns the filter for the changes of one operation.
     *
     * @param id the identifier of the operation's entry
     * @return the filter
     */
    public static DataChangeFilter ofOperation(UUID id) {
        return new DataChangeFilter(null, null, null, null, null, null, null, id, null, null, null);
    }
}
