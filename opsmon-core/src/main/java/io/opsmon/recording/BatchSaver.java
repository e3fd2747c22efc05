package io.opsmon.recording;

import java.time.Clock;
import java.util.List;

/**
 * Brings a batch to the store whole, or finds the entries that the store refuses by halving it, keeps those as dead
 * letters and stores the rest. An honest batch costs one call; one bad entry among n costs about 2·log₂(n) more.
 */
final class BatchSaver<E extends RecordedEntry> {

    /** The store did not answer; nothing is known of the batch, it is to be handed in again. */
    static final class StoreAwayException extends RuntimeException {
        StoreAwayException(Throwable cause) {
            super(StoreFailure.describe(cause), cause);
        }
    }

    private final EntryStore<E> store;
    private final EntryCodec<E> codec;
    private final DeadLetters deadLetters;
    private final RecorderCounters counters;
    private final Clock clock;

    BatchSaver(
            EntryStore<E> store, EntryCodec<E> codec, DeadLetters deadLetters, RecorderCounters counters, Clock clock) {
        this.store = store;
        this.codec = codec;
        this.deadLetters = deadLetters;
        this.counters = counters;
        this.clock = clock;
    }

    /**
     * Stores every entry that can be stored.
     *
     * @throws StoreAwayException if the store is away; entries stored before that stay stored
     */
    void save(List<E> batch) {
        try {
            long begun = System.nanoTime();
            store.saveAll(batch);
            counters.flushNanos.add(System.nanoTime() - begun);
            counters.flushes.increment();
            counters.stored.add(batch.size());
            counters.lagMillis =
                    Math.max(0, clock.millis() - batch.get(0).occurredAt().toEpochMilli());
        } catch (RuntimeException | Error failure) {
            if (StoreFailure.isAbsence(failure)) {
                throw new StoreAwayException(failure);
            }
            if (batch.size() == 1) {
                refuse(batch.get(0), failure);
            } else {
                int middle = batch.size() / 2;
                save(batch.subList(0, middle));
                save(batch.subList(middle, batch.size()));
            }
        }
    }

    private void refuse(E entry, Throwable reason) {
        boolean kept;
        try {
            kept = deadLetters.keepEntry(codec.encode(entry), StoreFailure.describe(reason));
        } catch (RuntimeException unencodable) {
            kept = deadLetters.keepRaw(new byte[0], entry.id() + " cannot be encoded: " + unencodable);
        }
        (kept ? counters.deadLettered : counters.dropped).increment();
    }
}
