package io.opsmon.recording;

import java.time.Clock;
import java.util.List;

/**
 * Stores a batch. If the store refuses the batch, the saver halves it until the refused entries are found. Refused
 * entries are written to the dead letters, and all other entries are stored. A batch without refused entries costs one
 * call. One refused entry among n costs about 2·log₂(n) more calls.
 */
final class BatchSaver<E extends RecordedEntry> {

    /** Thrown when the store is unavailable. The result of the batch is unknown, and the batch must be saved again. */
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
     * @throws StoreAwayException if the store is unavailable; entries stored before stay stored
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
            kept = deadLetters.keepRaw(new byte[0], "Encoding entry " + entry.id() + " failed: " + unencodable);
        }
        (kept ? counters.deadLettered : counters.dropped).increment();
    }
}
