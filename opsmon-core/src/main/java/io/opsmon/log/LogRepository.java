package io.opsmon.log;

import io.opsmon.recording.EntryStore;
import io.opsmon.recording.RecordedEntry;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Where the entries of a log are kept. Thread-safe.
 *
 * @param <E> the kind of entry
 * @param <Q> its query
 * @since 0.1
 */
public interface LogRepository<E extends RecordedEntry, Q extends LogQuery<Q>> extends EntryStore<E> {

    /**
     * {@inheritDoc}
     *
     * <p>In a transaction of its own, whatever the calling thread's is.
     */
    @Override
    void saveAll(List<E> entries);

    /**
     * Finds one entry.
     *
     * @param id its id
     * @return the entry, if it exists
     */
    Optional<E> findById(UUID id);

    /**
     * Finds a page of entries. Walking the pages by their cursors gives every matching entry that existed at the
     * beginning exactly once, also while others are being added.
     *
     * @param query filters and page
     * @return the page
     */
    LogPage<E> find(Q query);

    /**
     * Finds the first entry of a page, which is cheaper than the page: nothing is counted.
     *
     * @param query filters, order and where to begin
     * @return the entry, if any matches
     */
    default Optional<E> findFirst(Q query) {
        return find(query.withPage(query.cursor(), 1)).items().stream().findFirst();
    }

    /**
     * Gives every entry that matches, in the order of the query, whatever the query's limit; in constant memory and
     * without a long transaction. Entries added meanwhile may or may not be among them.
     *
     * @param query filters, and the cursor after which to begin
     * @param sink takes the entries on the calling thread; what it throws ends the stream and comes out here
     */
    default void stream(Q query, Consumer<E> sink) {
        Q next = query.withPage(query.cursor(), LogQuery.MAX_LIMIT);
        while (true) {
            LogPage<E> page = find(next);
            page.items().forEach(sink);
            if (page.next() == null) {
                return;
            }
            next = next.withPage(page.next(), LogQuery.MAX_LIMIT);
        }
    }
}
