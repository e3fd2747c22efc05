package io.opsmon.backup;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is being done with a backup.
 *
 * @param kind what
 * @param since since when
 * @param bytes how much of the dump has been written or read
 * @param expectedBytes how much it will be about; 0 if nobody knows
 * @param tables how many tables are done
 * @param expectedTables how many there are; 0 if nobody knows yet
 * @param cancelling whether somebody has asked to stop it
 * @since 0.1
 */
public record BackupActivity(
        Kind kind, Instant since, long bytes, long expectedBytes, int tables, int expectedTables, boolean cancelling) {

    /** What can be done. */
    public enum Kind {
        /** The database is dumped. */
        DUMP,
        /** The dump is restored elsewhere and compared. */
        VERIFICATION,
        /** The dump is restored. */
        RESTORATION
    }

    /**
     * How fast it goes.
     *
     * @param now the time
     * @return bytes of the dump per second, on the average so far
     */
    public long bytesPerSecond(Instant now) {
        long millis = Duration.between(since, now).toMillis();
        return millis <= 0 ? 0 : bytes * 1_000 / millis;
    }

    /**
     * When it will be done, if it goes on like this.
     *
     * @param now the time
     * @return the time left; null if nobody knows
     */
    public @Nullable Duration remaining(Instant now) {
        long rate = bytesPerSecond(now);
        return rate == 0 || expectedBytes <= bytes ? null : Duration.ofSeconds((expectedBytes - bytes) / rate);
    }
}
