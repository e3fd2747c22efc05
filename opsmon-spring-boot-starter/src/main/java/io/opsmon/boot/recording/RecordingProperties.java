package io.opsmon.boot.recording;

import io.opsmon.recording.FsyncPolicy;
import io.opsmon.recording.JournalSettings;
import io.opsmon.recording.OverflowPolicy;
import io.opsmon.recording.RecorderSettings;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Batches, retries and journal of all logs.
 *
 * @param queueCapacity Maximum number of entries of one log in memory before "overflow" applies; rounded up to a power
 *     of two.
 * @param batchSize Maximum number of entries stored in one call.
 * @param linger Maximum wait of an entry in memory for a larger batch.
 * @param overflow Treatment of an entry if the queue is full: "spill" writes it to the journal, "block" blocks the
 *     caller for "block-timeout", "drop" drops it.
 * @param blockTimeout Maximum wait of a caller for space in the queue with "block".
 * @param synchronousTimeout Maximum wait of a synchronous entry for the database before the entry is written to the
 *     journal.
 * @param retryDelay First delay if the database is unavailable. The delay doubles, with jitter.
 * @param maxRetryDelay Maximum delay between two attempts to reach the database.
 * @param shutdownGrace Maximum wait of the shutdown for the database. Remaining entries are written to the journal.
 * @param journal Journal on disk.
 * @since 0.1
 */
@ConfigurationProperties("opsmon.recording")
public record RecordingProperties(
        @DefaultValue("16384") int queueCapacity,
        @DefaultValue("5000") int batchSize,
        @DefaultValue("100ms") Duration linger,
        @DefaultValue("spill") OverflowPolicy overflow,
        @DefaultValue("100ms") Duration blockTimeout,
        @DefaultValue("5s") Duration synchronousTimeout,
        @DefaultValue("200ms") Duration retryDelay,
        @DefaultValue("30s") Duration maxRetryDelay,
        @DefaultValue("10s") Duration shutdownGrace,
        @DefaultValue Journal journal) {

    /**
     * The journal on disk.
     *
     * @param directory Directory of journals and dead-letter files, created at the first use. Must survive restarts of
     *     the process.
     * @param segmentSize Maximum size of one file.
     * @param maxSize Maximum number of bytes in the journal of one log.
     * @param fsync Times at which bytes are forced to the device: "never", "interval" or "always".
     * @param fsyncInterval Time between two forces with "interval".
     */
    public record Journal(
            @DefaultValue("data/opsmon/journal") Path directory,
            @DefaultValue("16MB") DataSize segmentSize,
            @DefaultValue("1GB") DataSize maxSize,
            @DefaultValue("interval") FsyncPolicy fsync,
            @DefaultValue("1s") Duration fsyncInterval) {}

    /**
     * Converts the properties.
     *
     * @return the settings
     * @throws IllegalArgumentException if a property is out of bounds; the message names the property
     */
    public RecorderSettings toSettings() {
        return new RecorderSettings(
                queueCapacity,
                batchSize,
                linger,
                overflow,
                blockTimeout,
                synchronousTimeout,
                retryDelay,
                maxRetryDelay,
                shutdownGrace,
                new JournalSettings(
                        journal.directory(),
                        journal.segmentSize(),
                        journal.maxSize(),
                        journal.fsync(),
                        journal.fsyncInterval()));
    }
}
