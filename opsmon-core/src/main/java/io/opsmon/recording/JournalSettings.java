package io.opsmon.recording;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * Settings of a {@link Journal}.
 *
 * @param directory the directory of all journals of a host; created on first use
 * @param segmentSize the size at which a segment is closed; at least 64 kB
 * @param maxSize the maximum of uncommitted bytes in the journal of one log; at least one segment
 * @param fsync the policy for forcing bytes to the device
 * @param fsyncInterval the interval of {@link FsyncPolicy#INTERVAL}
 * @since 0.1
 */
public record JournalSettings(
        Path directory, DataSize segmentSize, DataSize maxSize, FsyncPolicy fsync, Duration fsyncInterval) {

    /** Validates the bounds. */
    public JournalSettings {
        Assert.isTrue(
                segmentSize.toBytes() >= 64 * 1024,
                () -> "journal.segment-size must be at least 64KB, is " + segmentSize.toBytes() + "B");
        Assert.isTrue(
                maxSize.compareTo(segmentSize) >= 0,
                () -> "journal.max-size (" + maxSize.toBytes() + "B) must be at least journal.segment-size ("
                        + segmentSize.toBytes() + "B)");
        Assert.isTrue(
                !fsyncInterval.isNegative() && !fsyncInterval.isZero(),
                () -> "journal.fsync-interval must be positive, is " + fsyncInterval);
    }

    /**
     * Returns the defaults: segments of 16 MB, at most 1 GB, forced every second.
     *
     * @param directory the directory of all journals of a host
     * @return the defaults
     */
    public static JournalSettings in(Path directory) {
        return new JournalSettings(
                directory,
                DataSize.ofMegabytes(16),
                DataSize.ofGigabytes(1),
                FsyncPolicy.INTERVAL,
                Duration.ofSeconds(1));
    }
}
