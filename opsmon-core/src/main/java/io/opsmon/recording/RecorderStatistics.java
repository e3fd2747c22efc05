package io.opsmon.recording;

import java.time.Duration;

/**
 * What a {@link Recorder} has done since it was made, and where it stands now. Counters only grow; a snapshot is not
 * atomic across them.
 *
 * @param recorded entries handed in
 * @param stored entries that the store took, those replayed from the journal among them
 * @param journaled entries appended to the journal, by {@link Consistency#JOURNALED} or by spilling
 * @param spilled entries that went to the journal because the queue was full or the store was away
 * @param replayed entries stored from the journal
 * @param dropped entries lost: queue full and the policy said so, or neither store nor journal took them
 * @param deadLettered entries that the store refused
 * @param storeFailures attempts that found the store away
 * @param journalFailures appends that the journal could not take
 * @param queueDepth entries in memory now
 * @param journalBytes bytes waiting in the journal now
 * @param flushes batches that the store took
 * @param flushTime how long it took for them, all in all
 * @param lag how old the oldest entry of the last batch was when it was stored; grows in an outage only once that has
 *     ended
 * @param state what the writer is at now
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

    /** What the writer is at. */
    public enum State {
        /** Entries go from memory to the store. */
        DIRECT,
        /** The store is away; entries go to the journal. */
        OUTAGE,
        /** The store is back; the journal is being replayed. */
        CATCHING_UP,
        /** Stopped, or never started. */
        STOPPED
    }
}
