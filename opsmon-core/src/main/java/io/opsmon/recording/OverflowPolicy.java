package io.opsmon.recording;

/**
 * What becomes of a {@link Consistency#BUFFERED} entry that finds the queue full.
 *
 * @since 0.1
 */
public enum OverflowPolicy {
    /** The calling thread appends it to the journal, which costs it a few microseconds. The default. */
    SPILL,

    /** The calling thread waits for room, for a bounded time, then drops the entry and counts it. */
    BLOCK,

    /** The entry is dropped and counted. */
    DROP
}
