package io.opsmon.recording;

import java.time.Duration;

/**
 * Counters and gauges of a {@link Recorder} since its creation. Counters only increase. A snapshot is not atomic across
 * the counters.
 *
 * @param recorded the number of recorded entries
 * @param stored the number of stored entries, including replayed entries
 * @param journaled the number of entries appended to the journal, by {@link Consistency#JOURNALED} or because they were
 *     buffered on disk
 * @param spilled the number of entries buffered on disk because the queue was full or the store unavailable
 * @param replayed the number of entries stored from the journal
 * @param dropped the number of lost entries: the overflow policy dropped them, or storing and journaling both failed
 * @param deadLettered the number of entries that the store refused
 * @param storeFailures the number of attempts with an unavailable store
 * @param journalFailures the number of failed appends to the journal
 * @param queueDepth the current number of entries in memory
 * @param journalBytes the current number of uncommitted bytes in the journal
 * @param flushes the number of stored batches
 * @param flushTime the total time of all stored batches
 * @param lag the age of the oldest entry of the last batch at the time it was stored; an outage increases the lag only
 *     after its end
 * @param state the current state of the writer
 * @since 0.1
 */
public record RecorderStatistics(
        long recorded,
        long stored,
        long journaled,
        long spilled,
        long replayed,
        long dropped,
        long deadLettered,
        long storeFailures,
        long journalFailures,
        int queueDepth,
        long journalBytes,
        long flushes,
        Duration flushTime,
        Duration lag,
        State state) {

    /** State of the writer. */
    public enum State {
        /** Entries are stored directly from memory. */
        DIRECT,
        /** The store is unavailable; entries are buffered on disk. */
        OUTAGE,
        /** The store is available again; the journal is replayed. */
        CATCHING_UP,
        /** The writer is stopped, or was never started. */
        STOPPED
    }
}
