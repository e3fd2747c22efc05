package io.opsmon.backup.internal.engine;

import io.opsmon.masking.Masking;
import java.time.Duration;
import org.springframework.util.Assert;
import org.springframework.util.unit.DataSize;

/**
 * The backup settings of a node.
 *
 * @param node the name of the node
 * @param concurrency the number of dumps, verifications and restores that run at the same time
 * @param heartbeatTimeout the time without heartbeat after which a lease counts as dead; longer than any JVM pause
 * @param shutdownGrace the longest wait for stopped activities at shutdown
 * @param allowUnsignedImports whether unauthenticated backups may be verified and restored after a confirmation
 * @param maxUnsignedDumpSize the largest dump of an unauthenticated backup
 * @param rehearsesRestores whether a restore over a live database first runs in a scratch database
 * @param masking the masking of secrets in the problems of backups
 * @since 0.1
 */
public record BackupSettings(
        String node,
        int concurrency,
        Duration heartbeatTimeout,
        Duration shutdownGrace,
        boolean allowUnsignedImports,
        DataSize maxUnsignedDumpSize,
        boolean rehearsesRestores,
        Masking masking) {

    /** Rejects values out of bounds. */
    public BackupSettings {
        Assert.isTrue(concurrency >= 1, () -> "concurrency must be at least 1, is " + concurrency);
        Assert.isTrue(
                heartbeatTimeout.toSeconds() >= 3,
                () -> "heartbeat-timeout must be at least three seconds, because a heartbeat is sent each second, is "
                        + heartbeatTimeout);
    }

    /**
     * Creates settings under which unauthenticated backups are neither verified nor restored, with rehearsals and the
     * default masking.
     *
     * @param node the name of the node
     * @param concurrency the number of dumps, verifications and restores that run at the same time
     * @param heartbeatTimeout the time without heartbeat after which a lease counts as dead; longer than any JVM pause
     * @param shutdownGrace the longest wait for stopped activities at shutdown
     */
    public BackupSettings(String node, int concurrency, Duration heartbeatTimeout, Duration shutdownGrace) {
        this(
                node,
                concurrency,
                heartbeatTimeout,
                shutdownGrace,
                false,
                DataSize.ofBytes(0),
                true,
                new Masking(Masking.DEFAULT_KEYS));
    }
}
