package io.opsmon.operationlog;

import io.opsmon.log.LogRepository;
import java.time.Duration;

/**
 * Where operation logs are kept. A host plugs in a store of its own as a bean; {@code OperationLogRepositoryContract}
 * in the test-jar of opsmon-core tells whether it is right. Thread-safe.
 *
 * @since 0.1
 */
public interface OperationLogRepository extends LogRepository<OperationLogEntry, OperationLogQuery> {

    /**
     * Stores an entry as part of the calling thread's transaction, if there is one that this store can join. A failure
     * leaves the transaction usable.
     *
     * @param entry the entry
     * @return false if there is no such transaction; nothing was stored then
     * @throws RuntimeException if the entry could not be stored
     */
    default boolean saveInTransaction(OperationLogEntry entry) {
        return false;
    }

    /**
     * Counts the entries that match.
     *
     * @param query filters; cursor and limit do not count
     * @param bucket the width of the buckets of time, in whole seconds
     * @return the counts
     */
    OperationLogStatistics aggregate(OperationLogQuery query, Duration bucket);

    /**
     * Whether searches by {@link OperationLogQuery#text} use an index.
     *
     * @return false if they read every entry that the other filters leave
     */
    default boolean hasTextIndex() {
        return false;
    }
}
