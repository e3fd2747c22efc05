package io.opsmon.recording;

import java.time.Duration;
import org.springframework.util.Assert;

/**
 * How a {@link Recorder} batches, waits and gives up.
 *
 * @param queueCapacity entries that fit in memory before {@code overflow} applies; rounded up to a power of two
 * @param batchSize entries handed to the store at most in one call
 * @param linger how long an entry may wait in memory for others to share its batch
 * @param overflow what happens when the queue is full
 * @param blockTimeout how long {@link OverflowPolicy#BLOCK} waits for room
 * @param synchronousTimeout how long {@link Consistency#SYNCHRONOUS} waits for the database before it settles for the
 *     journal
 * @param retryDelay first pause after the store was found away; doubles, with jitter
 * @param maxRetryDelay longest pause between two attempts
 * @param shutdownGrace how long a stop waits for the database to take what is in memory; the rest goes to the journal
 * @param journal the journal's settings
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

    /**
     * Checks the bounds.
     *
     * @param queueCapacity see {@link #queueCapacity()}
     * @param batchSize see {@link #batchSize()}
     * @param linger see {@link #linger()}
     * @param overflow see {@link #overflow()}
     * @param blockTimeout see {@link #blockTimeout()}
     * @param synchronousTimeout see {@link #synchronousTimeout()}
     * @param retryDelay see {@link #retryDelay()}
     * @param maxRetryDelay see {@link #maxRetryDelay()}
     * @param shutdownGrace see {@link #shutdownGrace()}
     * @param journal see {@link #journal()}
     */
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
     * The defaults: 16,384 entries, batches of 5,000 or 100 ms, {@link OverflowPolicy#SPILL}.
     *
     * @param journal the journal's settings
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
