package io.opsmon.operationlog;

import io.opsmon.recording.EntryStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Where operation logs are kept. A host plugs in a store of its own as a bean; {@code OperationLogRepositoryContract} in the test-jar of opsmon-core tells
 * whether it is right. Thread-safe.
 *
 * @since 0.1
 */
public interface OperationLogRepository extends EntryStore<OperationLogEntry> {

    /**
     * {@inheritDoc}
     *
     * <p>In a transaction of its own, whatever the calling thread's is.
     */
    @Override
    void saveAll(List<OperationLogEntry> entries);

    /**
     * Stores an entry as part of the calling thread's transaction, if there is one that this store can join. A failure leaves the
     * transaction usable.
     *
     * @param entry the entry
     * @return false if there is no such transaction; nothing was stored then
     * @throws RuntimeException if the entry could not be stored
     */
    default boolean saveInTransaction(OperationLogEntry entry) {
        return false;
    }

    /**
     * Finds one entry.
     *
     * @param id its id
     * @return the entry, if it exists
     */
    Optional<OperationLogEntry> findById(UUID id);

    /**
     * Finds a page of entries, newest first. Walking the pages by their cursors gives every matching entry that existed at the beginning exactly
     * once, also while others are being added.
     *
     * @param query filters and page
     * @return the page
     */
    OperationLogPage find(OperationLogQuery query);

    /**
     * Gives every entry that matches, newest first, whatever the query's limit; in constant memory and without a long transaction. Entries added meanwhile may or may not be among
     * them.
     *
     * @param query filters, and the cursor after which to begin
     * @param sink takes the entries on the calling thread; what it throws ends the stream and comes out here
     */
    default void stream(OperationLogQuery query, Consumer<OperationLogEntry> sink) {
        OperationLogQuery next =
                query.toBuilder().limit(OperationLogQuery.MAX_LIMIT).build();
        while (true) {
            OperationLogPage page = find(next);
            page.items().forEach(sink);
            if (page.next() == null) {
                return;
            }
            next = next.toBuilder().cursor(page.next()).build();
        }
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
