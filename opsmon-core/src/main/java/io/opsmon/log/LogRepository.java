package io.opsmon.log;

import io.opsmon.recording.EntryStore;
import io.opsmon.recording.RecordedEntry;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Repository of the entries of a log. Thread-safe.
 *
 * @param <E> the kind of entry
 * @param <Q> the type of the query
 * @since 0.1
 */
public interface LogRepository<E extends RecordedEntry, Q extends LogQuery<Q>> extends EntryStore<E> {

    /**
     * {@inheritDoc}
     *
     * <p>Uses a separate transaction, independent of a transaction of the calling thread.
     */
    @Override
    void saveAll(List<E> entries);

    /**
     * Finds one entry.
     *
     * @param id the id of the entry
     * @return the entry; empty if it does not exist
     */
    Optional<E> findById(UUID id);

    /**
     * Finds a page of entries. Following the cursors from page to page returns every matching entry that existed at the
     * start exactly once, even if entries are added meanwhile.
     *
     * @param query the filters and the page
     * @return the page
     */
    LogPage<E> find(Q query);

    /**
     * Finds the first entry of a page. This call is cheaper than {@link #find}, because nothing is counted.
     *
     * @param query the filters, the order and the position
     * @return the entry; empty if none matches
     */
    default Optional<E> findFirst(Q query) {
        return find(query.withPage(query.cursor(), 1)).items().stream().findFirst();
    }

    /**
     * Passes every matching entry to a consumer, in the order of the query and regardless of its limit. Memory is
     * constant, and no transaction spans the call. Entries added meanwhile may or may not be included.
     *
     * @param query the filters, and the cursor after which the stream starts
     * @param sink receives the entries on the calling thread; its exceptions end the stream and are propagated
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
