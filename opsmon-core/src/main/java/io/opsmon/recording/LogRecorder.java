package io.opsmon.recording;

import java.time.Duration;

/**
 * What a host's life cycle, health and meters see of a recorder, whatever it records. Thread-safe.
 *
 * @since 0.1
 */
public interface LogRecorder {

    /**
     * The log's name.
     *
     * @return {@code operation-log}, for example
     */
    String name();

    /** Begins to replay what an earlier process left in the journal, if anything. */
    void start();

    /**
     * What the recorder has done and where it stands.
     *
     * @return a snapshot
     */
    RecorderStatistics statistics();

    /**
     * Waits until what is in memory has reached the repository or the journal.
     *
     * @param timeout the longest to wait
     * @return false if the time passed
     */
    boolean flush(Duration timeout);
}
