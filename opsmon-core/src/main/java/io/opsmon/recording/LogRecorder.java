package io.opsmon.recording;

import java.time.Duration;

/**
 * View of a recorder for life cycle, health and meters of a host, independent of the kind of entry. Thread-safe.
 *
 * @since 0.1
 */
public interface LogRecorder {

    /**
     * Returns the name of the log.
     *
     * @return {@code operation-log}, for example
     */
    String name();

    /** Starts the replay of entries that an earlier process left in the journal. */
    void start();

    /**
     * Returns the counters and the state of the recorder.
     *
     * @return a snapshot
     */
    RecorderStatistics statistics();

    /**
     * Waits until all entries in memory have reached the repository or the journal.
     *
     * @param timeout the maximum time to wait
     * @return false after the timeout
     */
    boolean flush(Duration timeout);
}
