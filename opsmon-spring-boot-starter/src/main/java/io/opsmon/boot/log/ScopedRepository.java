package io.opsmon.boot.log;

import io.opsmon.log.FieldValues;
import io.opsmon.log.LogFilter;
import io.opsmon.log.LogPage;
import io.opsmon.log.LogPageRequest;
import io.opsmon.log.LogRepository;
import io.opsmon.log.LogStatistics;
import io.opsmon.log.LogVisibility;
import io.opsmon.recording.RecordedEntry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The part of a log that one caller may see. The API reads logs through it, so that no route can forget the scope.
 * Thread-safe; an export goes on with it on another thread.
 *
 * @param <E> the kind of entry
 * @param <F> its filter
 * @param <R> the store of the log
 * @since 0.1
 */
public abstract class ScopedRepository<E extends RecordedEntry, F extends LogFilter<F>, R extends LogRepository<E, F>>
        implements LogRepository<E, F> {

    /** The store with the entries of all callers. */
    protected final R all;

    private final LogVisibility visibility;

    /**
     * Creates the view.
     *
     * @param all the store with the entries of all callers
     * @param visibility the entries that the caller may see
     */
    protected ScopedRepository(R all, LogVisibility visibility) {
        this.all = all;
        this.visibility = visibility;
    }

    /**
     * Returns whether an entry is visible.
     *
     * @param entry the entry
     * @param visibility the visible entries
     * @return true if visible
     */
    protected abstract boolean isVisible(E entry, LogVisibility visibility);

    /**
     * Restricts a filter to what the caller may see.
     *
     * @param filter the filter of the request
     * @return the filter for the store
     */
    protected final F scoped(F filter) {
        return filter.within(visibility);
    }

    @Override
    public final void saveAll(List<E> entries) {
        throw new UnsupportedOperationException("The API does not write entries");
    }

    @Override
    public final Optional<E> findById(UUID id) {
        return all.findById(id).filter(entry -> isVisible(entry, visibility));
    }

    @Override
    public final LogPage<E> find(F filter, LogPageRequest page) {
        LogPage<E> found = all.find(scoped(filter), page);
        // Some collations ignore case and trailing blanks.
        return new LogPage<>(
                found.items().stream()
                        .filter(entry -> isVisible(entry, visibility))
                        .toList(),
                found.next(),
                found.total());
    }

    @Override
    public final LogPage.Total count(F filter) {
        return all.count(scoped(filter));
    }

    @Override
    public final Optional<E> findFirst(F filter, LogPageRequest page) {
        return all.findFirst(scoped(filter), page).filter(entry -> isVisible(entry, visibility));
    }

    @Override
    public final void stream(F filter, LogPageRequest start, Consumer<E> sink) {
        all.stream(scoped(filter), start, entry -> {
            if (isVisible(entry, visibility)) {
                sink.accept(entry);
            }
        });
    }

    @Override
    public final LogStatistics aggregate(F filter, Duration bucket) {
        return all.aggregate(scoped(filter), bucket);
    }

    @Override
    public final FieldValues values(F filter, String field, String part) {
        return all.values(scoped(filter), field, part);
    }

    @Override
    public final boolean hasTextIndex() {
        return all.hasTextIndex();
    }
}
