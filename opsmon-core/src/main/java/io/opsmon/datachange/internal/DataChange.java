package io.opsmon.datachange.internal;

import java.math.BigInteger;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A recorded change of one row, or of several rows that were only counted.
 *
 * @param id the identifier, greater than those of all earlier changes of the same row
 * @param changedAt the time of the change
 * @param transactionId the identifier of the transaction in the database
 * @param table the name of the table with its schema
 * @param action the kind of change
 * @param key the key of the row before the change; null if rows were only counted
 * @param newKey the key after the change; null if the key is the same
 * @param oldValues a JSON object of old values by column; null for an inserted row
 * @param newValues a JSON object of new values by column; null for a deleted row
 * @param rowCount the number of rows; null if unknown
 * @param operationId the identifier of the operation's entry; null outside an operation
 * @param operatorId the identifier of the operator; null if unknown
 * @param operatorName the name of the operator; null if unknown
 * @param application the application; null for a change from outside of the application
 * @param databaseUser the user of the database
 * @param note the reason of a gap; null for other changes
 * @since 0.1
 */
public record DataChange(
        BigInteger id,
        Instant changedAt,
        @Nullable String transactionId,
        String table,
        ChangeAction action,
        @Nullable String key,
        @Nullable String newKey,
        @Nullable String oldValues,
        @Nullable String newValues,
        @Nullable Long rowCount,
        @Nullable UUID operationId,
        @Nullable String operatorId,
        @Nullable String operatorName,
        @Nullable String application,
        @Nullable String databaseUser,
        @Nullable String note) {}
