package io.opsmon.backup;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * A database to back up, with its settings.
 *
 * @param database the database
 * @param runner the runner that dumps and restores the database
 * @param scratchServer the server for scratch databases; null for the server of the database itself
 * @param timeout the longest duration of a dump, a verification or a restore
 * @param retention the retention policy; null to keep all backups
 * @param maxAge the age of the last successful backup after which the database counts as unprotected; null for no limit
 * @param part the part of the database in backups, except safety copies, which are complete
 * @since 0.1
 */
public record BackupSource(
        BackupDatabase database,
        BackupRunner runner,
        @Nullable BackupDatabase scratchServer,
        Duration timeout,
        @Nullable RetentionPolicy retention,
        @Nullable Duration maxAge,
        BackupPart part) {

    /**
     * Describes a database whose backups contain everything.
     *
     * @param database the database
     * @param runner the runner that dumps and restores the database
     * @param scratchServer the server for scratch databases; null for the server of the database itself
     * @param timeout the longest duration of a dump, a verification or a restore
     * @param retention the retention policy; null to keep all backups
     * @param maxAge the age of the last successful backup after which the database counts as unprotected; null for no
     *     limit
     */
    public BackupSource(
            BackupDatabase database,
            BackupRunner runner,
            @Nullable BackupDatabase scratchServer,
            Duration timeout,
            @Nullable RetentionPolicy retention,
            @Nullable Duration maxAge) {
        this(database, runner, scratchServer, timeout, retention, maxAge, BackupPart.EVERYTHING);
    }

    /** Rejects a timeout that is not positive. */
    public BackupSource {
        Assert.isTrue(timeout.toMillis() > 0, () -> "timeout must be positive, is " + timeout);
    }

    /**
     * Returns the name of the data source.
     *
     * @return the name of the data source
     */
    public String name() {
        return database.name();
    }

    /**
     * Returns the server for scratch databases.
     *
     * @return the configured scratch server; the database itself if there is none
     */
    public BackupDatabase scratch() {
        return scratchServer == null ? database : scratchServer;
    }
}
