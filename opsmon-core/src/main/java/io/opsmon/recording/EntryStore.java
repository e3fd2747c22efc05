package io.opsmon.recording;

import java.util.List;

/**
 * Target store of a recorder, a database for example.
 *
 * @param <E> the kind of entry
 * @since 0.1
 */
@FunctionalInterface
public interface EntryStore<E extends RecordedEntry> {

    /**
     * Stores all of the entries or none. An entry with a stored id is ignored, so a batch can be saved again after a
     * failure with unknown result.
     *
     * @param entries at least one; called by one thread at a time
     * @throws RuntimeException if nothing was stored; {@link StoreFailure} decides whether the store is unavailable or
     *     an entry is refused
     */
    void saveAll(List<E> entries);
}
