package io.opsmon.operationlog;

import io.opsmon.recording.EntryStore;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

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
}
