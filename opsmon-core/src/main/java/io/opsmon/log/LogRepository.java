package io.opsmon.log;

import io.opsmon.recording.EntryStore;
import io.opsmon.recording.RecordedEntry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Repository of the entries of a log. Thread-safe.
 *
 * @param <E> the kind of entry
 * @param <F> the filter of the log
 * @since 0.1
 */
public interface LogRepository<E extends RecordedEntry, F extends LogFilter<F>> extends EntryStore<E> {

    /**
     * {@inheritDoc}
     *
     * <p>Uses a separate transaction, independent of a transaction of the calling thread.
     */
    @Override
    void saveAll(List<E> entries);

    /**
     * Stores an entry in the calling thread's transaction, if there is a transaction that this store can join. If the
     * call fails, the transaction remains usable, unless the database rolled it back to resolve a deadlock. The commit
     * fails in this case.
     *
     * @param entry the entry
     * @return false if there is no such transaction; nothing is stored then
     * @throws RuntimeException if the entry could not be stored
     */
    default boolean saveInTransaction(E entry) {
        return false;
    }

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
     * @param filter the filter
     * @param page the order, the position and the size of the page
     * @return the page
     */
    LogPage<E> find(F filter, LogPageRequest page);

    /**
     * Finds the first page, the newest entries first.
     *
     * @param filter the filter
     * @return the page, of at most {@value LogPageRequest#DEFAULT_LIMIT} entries
     */
    default LogPage<E> find(F filter) {
        return find(filter, LogPageRequest.FIRST);
    }

    /**
     * Counts the matching entries, up to a bound.
     *
     * @param filter the filter
     * @return the count
     */
    default LogPage.Total count(F filter) {
        return find(filter, LogPageRequest.first(1)).total();
    }

    /**
     * Finds the first entry of a page. This call is cheaper than {@link #find}, because nothing is counted.
     *
     * @param filter the filter
     * @param page the order and the position
     * @return the entry; empty if none matches
     */
    default Optional<E> findFirst(F filter, LogPageRequest page) {
        return find(filter, page.limited(1).uncounted()).items().stream().findFirst();
    }

    /**
     * Passes every matching entry to a consumer. Memory is constant, and no transaction spans the call. Entries added
     * meanwhile may or may not be included.
     *
     * @param filter the filter
     * @param start the order, and the position after which the stream starts; the limit is ignored
     * @param sink receives the entries on the calling thread; its exceptions end the stream and are propagated
     */
    default void stream(F filter, LogPageRequest start, Consumer<E> sink) {
        @Nullable LogPageRequest next = start.limited(LogPageRequest.MAX_LIMIT).uncounted();
        while (next != null) {
            LogPage<E> page = find(filter, next);
            page.items().forEach(sink);
            next = page.next() == null ? null : next.after(page.next());
        }
    }

    /**
     * Passes every matching entry to a consumer, the newest entries first.
     *
     * @param filter the filter
     * @param sink receives the entries on the calling thread; its exceptions end the stream and are propagated
     */
    default void stream(F filter, Consumer<E> sink) {
        stream(filter, LogPageRequest.FIRST, sink);
    }

    /**
     * Counts the matching entries.
     *
     * @param filter the filter
     * @param bucket the width of a time bucket, in whole seconds
     * @return the counts
     */
    LogStatistics aggregate(F filter, Duration bucket);

    /**
     * Counts the values of a field in the newest matching entries.
     *
     * @param filter the filter
     * @param field the name of a field, a key of {@link io.opsmon.log.definition.LogDefinition#fields()}
     * @param part the part of the counted values, ignoring case; an empty text counts every value
     * @return the most frequent values
     * @throws IllegalArgumentException if the log has no such field
     */
    FieldValues values(F filter, String field, String part);

    /**
     * Returns whether searches for parts of texts use an index.
     *
     * @return false if such searches read every entry that matches the other conditions
     */
    default boolean hasTextIndex() {
        return false;
    }
}
