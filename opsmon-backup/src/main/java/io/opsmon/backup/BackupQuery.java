package io.opsmon.backup;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * A filter and a page of the list of backups, latest first.
 *
 * @param dataSource the data source; null for all
 * @param status the status; null for all
 * @param trigger the reason of the backup; null for all
 * @param after the id of the last backup on the previous page; null for the first page
 * @param limit the page size, 1 to {@value #MAX_LIMIT}
 * @since 0.1
 */
public record BackupQuery(
        @Nullable String dataSource,
        @Nullable BackupStatus status,
        @Nullable BackupTrigger trigger,
        @Nullable String after,
        int limit) {

    /** The largest page size. */
    public static final int MAX_LIMIT = 500;

    /** Rejects a limit out of bounds. */
    public BackupQuery {
        Assert.isTrue(limit >= 1 && limit <= MAX_LIMIT, () -> "limit must be 1 to " + MAX_LIMIT);
    }
}
