package io.opsmon.recording;

import java.util.List;

/**
 * Where entries end up.
 *
 * @param <E> the kind of entry
 * @since 0.1
 */
@FunctionalInterface
public interface EntryStore<E extends RecordedEntry> {

    /**
     * Stores all of the entries or none. An entry whose id is already stored is ignored, so that a batch may be handed
     * in again after a failure whose outcome is unknown.
     *
     * @param entries at least one; called by one thread at a time
     * @throws RuntimeException if nothing was stored; {@link StoreFailure} decides whether the store is away or an
     *     entry is at fault
     */
    void saveAll(List<E> entries);
}
