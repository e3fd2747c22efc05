package io.opsmon.recording;

/**
 * Treatment of a {@link Consistency#BUFFERED} entry if the queue is full.
 *
 * @since 0.1
 */
public enum OverflowPolicy {
    /** The calling thread appends the entry to the journal, which takes a few microseconds. The default. */
    SPILL,

    /** The calling thread waits for room for a bounded time, then drops and counts the entry. */
    BLOCK,

    /** The entry is dropped and counted. */
    DROP
}
