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
 * How logs are batched, retried and kept on disk.
 *
 * @param queueCapacity entries of one log that fit in memory before the overflow policy applies; rounded up to a power
 *     of two.
 * @param batchSize entries stored at most in one call.
 * @param linger how long an entry may wait in memory for others to share its batch.
 * @param overflow what happens to an entry that finds the memory full.
 * @param blockTimeout how long a caller waits for room with the overflow policy "block".
 * @param synchronousTimeout how long a synchronous entry waits for the database before it settles for the journal.
 * @param retryDelay first pause after the database was found away; doubles, with jitter.
 * @param maxRetryDelay longest pause between two attempts to reach the database.
 * @param shutdownGrace how long a stop waits for the database to take what is in memory; the rest goes to the journal.
 * @param journal the journal on disk.
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
     * @param directory directory of the journals and dead-letter files; made when first needed. Must outlive the
     *     process to survive a restart.
     * @param segmentSize size at which a file is closed and the next begun.
     * @param maxSize bound of the bytes that wait in one log's journal.
     * @param fsync when bytes are forced to the device.
     * @param fsyncInterval time between two forces with the policy "interval".
     */
    public record Journal(
            @DefaultValue("data/opsmon/journal") Path directory,
            @DefaultValue("16MB") DataSize segmentSize,
            @DefaultValue("1GB") DataSize maxSize,
            @DefaultValue("interval") FsyncPolicy fsync,
            @DefaultValue("1s") Duration fsyncInterval) {}

    /**
     * As the engine takes them.
     *
     * @return the settings
     * @throws IllegalArgumentException if one is out of bounds; the message names it
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
