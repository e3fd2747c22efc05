package io.opsmon.recording;

import java.time.Duration;
import org.springframework.util.Assert;

/**
 * Batch sizes and time limits of a {@link Recorder}.
 *
 * @param queueCapacity the number of entries in memory before {@code overflow} applies; rounded up to a power of two
 * @param batchSize the maximum number of entries in one call of the store
 * @param linger the maximum time that an entry waits in memory for a larger batch
 * @param overflow the treatment of an entry if the queue is full
 * @param blockTimeout the maximum time that {@link OverflowPolicy#BLOCK} waits for room
 * @param synchronousTimeout the maximum time that {@link Consistency#SYNCHRONOUS} waits for the database before the
 *     entry is appended to the journal
 * @param retryDelay the first pause after the store was unavailable; doubles, with jitter
 * @param maxRetryDelay the maximum pause between two attempts
 * @param shutdownGrace the maximum time that a stop waits for the database; the remaining entries are appended to the
 *     journal
 * @param journal the settings of the journal
 * @since 0.1
 */
public record RecorderSettings(
        int queueCapacity,
        int batchSize,
        Duration linger,
        OverflowPolicy overflow,
        Duration blockTimeout,
        Duration synchronousTimeout,
        Duration retryDelay,
        Duration maxRetryDelay,
        Duration shutdownGrace,
        JournalSettings journal) {

    /** Validates the bounds. */
    public RecorderSettings {
        Assert.isTrue(queueCapacity >= 16, () -> "queue-capacity must be at least 16, is " + queueCapacity);
        Assert.isTrue(batchSize >= 1, () -> "batch-size must be at least 1, is " + batchSize);
        requirePositive("linger", linger);
        requirePositive("synchronous-timeout", synchronousTimeout);
        requirePositive("retry-delay", retryDelay);
        requirePositive("shutdown-grace", shutdownGrace);
        Assert.isTrue(!blockTimeout.isNegative(), () -> "block-timeout must not be negative, is " + blockTimeout);
        Assert.isTrue(
                maxRetryDelay.compareTo(retryDelay) >= 0,
                () -> "max-retry-delay (" + maxRetryDelay + ") must be at least retry-delay (" + retryDelay + ")");
    }

    /**
     * Returns the defaults: 16,384 entries, batches of 5,000 or 100 ms, {@link OverflowPolicy#SPILL}.
     *
     * @param journal the settings of the journal
     * @return the defaults
     */
    public static RecorderSettings with(JournalSettings journal) {
        return new RecorderSettings(
                16_384,
                5_000,
                Duration.ofMillis(100),
                OverflowPolicy.SPILL,
                Duration.ofMillis(100),
                Duration.ofSeconds(5),
                Duration.ofMillis(200),
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                journal);
    }

    private static void requirePositive(String name, Duration value) {
        Assert.isTrue(!value.isNegative() && !value.isZero(), () -> name + " must be positive, is " + value);
    }
}
