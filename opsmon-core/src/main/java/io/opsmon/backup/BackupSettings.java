package io.opsmon.backup;

import io.opsmon.masking.Masking;
import java.time.Duration;
import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * How this node makes backups.
 *
 * @param node its name
 * @param concurrency how many dumps, verifications and restores it does at a time
 * @param heartbeatTimeout how long a node may be silent before what it did counts as dead; longer than any pause of a
 *     JVM
 * @param shutdownGrace how long is waited at a shutdown for what was stopped
 * @param allowUnsignedImports whether backups that nothing proves may be verified and restored by those who confirm it
 * @param maxUnsignedDumpSize the largest dump of such a backup
 * @param masking hides secrets in the problems of backups
 * @since 0.1
 */
public record BackupSettings(
        String node,
        int concurrency,
        Duration heartbeatTimeout,
        Duration shutdownGrace,
        boolean allowUnsignedImports,
        DataSize maxUnsignedDumpSize,
        Masking masking) {

    /**
     * Refuses what makes no sense.
     *
     * @param node its name
     * @param concurrency how many dumps, verifications and restores it does at a time
     * @param heartbeatTimeout how long a node may be silent before what it did counts as dead; longer than any pause of
     *     a JVM
     * @param shutdownGrace how long is waited at a shutdown for what was stopped
     * @param allowUnsignedImports whether backups that nothing proves may be verified and restored by those who confirm
     *     it
     * @param maxUnsignedDumpSize the largest dump of such a backup
     * @param masking hides secrets in the problems of backups
     */
    public BackupSettings {
        Assert.isTrue(concurrency >= 1, () -> "concurrency must be at least 1, is " + concurrency);
        Assert.isTrue(
                heartbeatTimeout.toSeconds() >= 3,
                () -> "heartbeat-timeout must be at least three seconds, as hearts beat once in one, is "
                        + heartbeatTimeout);
    }

    /**
     * Settings under which backups that nothing proves are neither verified nor restored, with the masking of hosts
     * that configure none.
     *
     * @param node its name
     * @param concurrency how many dumps, verifications and restores it does at a time
     * @param heartbeatTimeout how long a node may be silent before what it did counts as dead; longer than any pause of
     *     a JVM
     * @param shutdownGrace how long is waited at a shutdown for what was stopped
     */
    public BackupSettings(String node, int concurrency, Duration heartbeatTimeout, Duration shutdownGrace) {
        this(
                node,
                concurrency,
                heartbeatTimeout,
                shutdownGrace,
                false,
                DataSize.ofBytes(0),
                new Masking(Masking.DEFAULT_KEYS));
    }
}
