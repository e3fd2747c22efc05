package io.opsmon.recording;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * Where and how a {@link Journal} keeps its segments.
 *
 * @param directory the directory of all of a host's journals; made when first needed
 * @param segmentSize a segment is closed when it grows past this; at least 64 kB
 * @param maxSize bound of the bytes waiting in one log's journal; at least one segment
 * @param fsync when bytes are forced to the device
 * @param fsyncInterval the time between two forces of {@link FsyncPolicy#INTERVAL}
 * @since 0.1
 */
public record JournalSettings(
        Path directory, DataSize segmentSize, DataSize maxSize, FsyncPolicy fsync, Duration fsyncInterval) {

    /**
     * Checks the bounds.
     *
     * @param directory see {@link #directory()}
     * @param segmentSize see {@link #segmentSize()}
     * @param maxSize see {@link #maxSize()}
     * @param fsync see {@link #fsync()}
     * @param fsyncInterval see {@link #fsyncInterval()}
     */
    public JournalSettings {
        Assert.isTrue(
                segmentSize.toBytes() >= 64 * 1024,
                () -> "journal.segment-size must be at least 64KB, is " + segmentSize);
        Assert.isTrue(
                maxSize.compareTo(segmentSize) >= 0,
                () -> "journal.max-size (" + maxSize + ") must be at least journal.segment-size (" + segmentSize + ")");
        Assert.isTrue(
                !fsyncInterval.isNegative() && !fsyncInterval.isZero(),
                () -> "journal.fsync-interval must be positive, is " + fsyncInterval);
    }

    /**
     * Segments of 16 MB, at most 1 GB, forced every second.
     *
     * @param directory the directory of all of a host's journals
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
