package io.opsmon.backup;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * A database that backups are made of, and how.
 *
 * @param database the database
 * @param runner dumps and restores it
 * @param scratchServer where it is tried whether backups restore; null for the server of the database itself
 * @param timeout the longest that a dump, a verification or a restore may take
 * @param retention which backups are kept; null for all
 * @param maxAge how old the last good backup may become before somebody has to know; null for any age
 * @since 0.1
 */
public record BackupSource(
        BackupDatabase database,
        BackupRunner runner,
        @Nullable BackupDatabase scratchServer,
        Duration timeout,
        @Nullable RetentionPolicy retention,
        @Nullable Duration maxAge) {

    /**
     * Refuses a timeout that has passed already.
     *
     * @param database the database
     * @param runner dumps and restores it
     * @param scratchServer where it is tried whether backups restore; null for the server of the database itself
     * @param timeout the longest that a dump, a verification or a restore may take
     * @param retention which backups are kept; null for all
     * @param maxAge how old the last good backup may become before somebody has to know; null for any age
     */
    public BackupSource {
        Assert.isTrue(timeout.toMillis() > 0, () -> "timeout must be positive, is " + timeout);
    }

    /**
     * Its name.
     *
     * @return the data source's
     */
    public String name() {
        return database.name();
    }

    BackupDatabase scratch() {
        return scratchServer == null ? database : scratchServer;
    }
}
