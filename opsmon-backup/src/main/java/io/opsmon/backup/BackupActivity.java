package io.opsmon.backup;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The current activity of a backup, with its progress.
 *
 * @param kind the kind of activity
 * @param since the start of the activity
 * @param bytes the number of bytes of the dump that were written or read
 * @param expectedBytes the expected number of bytes; 0 if unknown
 * @param tables the number of finished tables
 * @param expectedTables the number of all tables; 0 if not known yet
 * @param cancelling whether cancellation was requested
 * @since 0.1
 */
public record BackupActivity(
        Kind kind, Instant since, long bytes, long expectedBytes, int tables, int expectedTables, boolean cancelling) {

    /** The kinds of activity. */
    public enum Kind {
        /** A database is dumped. */
        DUMP,
        /** A dump is restored into a scratch database and compared. */
        VERIFICATION,
        /** A dump is restored. */
        RESTORATION
    }

    /**
     * Returns the average speed of the activity so far.
     *
     * @param now the current time
     * @return bytes of the dump per second
     */
    public long bytesPerSecond(Instant now) {
        long millis = Duration.between(since, now).toMillis();
        return millis <= 0 ? 0 : bytes * 1_000 / millis;
    }

    /**
     * Estimates the remaining time from the average speed so far.
     *
     * @param now the current time
     * @return the remaining time; null if it cannot be estimated
     */
    public @Nullable Duration remaining(Instant now) {
        long rate = bytesPerSecond(now);
        return rate == 0 || expectedBytes <= bytes ? null : Duration.ofSeconds((expectedBytes - bytes) / rate);
    }
}
