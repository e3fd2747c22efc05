package io.opsmon.operationlog;

import io.opsmon.log.LogRepository;
import java.time.Duration;

/**
 * Stores operation logs. A host can provide its own store as a bean and test it with
 * {@code OperationLogRepositoryContract} in the test-jar of opsmon-core. Thread-safe.
 *
 * @since 0.1
 */
public interface OperationLogRepository extends LogRepository<OperationLogEntry, OperationLogQuery> {

    /**
     * Stores an entry in the calling thread's transaction, if there is a transaction that this store can join. If the
     * call fails, the transaction remains usable.
     *
     * @param entry the entry
     * @return false if there is no such transaction; nothing is stored then
     * @throws RuntimeException if the entry could not be stored
     */
    default boolean saveInTransaction(OperationLogEntry entry) {
        return false;
    }

    /**
     * Counts the entries that match a query.
     *
     * @param query the filters; cursor and limit are ignored
     * @param bucket the width of a time bucket, in whole seconds
     * @return the counts
     */
    OperationLogStatistics aggregate(OperationLogQuery query, Duration bucket);

    /**
     * Returns whether searches by {@link OperationLogQuery#text} use an index.
     *
     * @return false if such searches read every entry that matches the other filters
     */
    default boolean hasTextIndex() {
        return false;
    }
}
