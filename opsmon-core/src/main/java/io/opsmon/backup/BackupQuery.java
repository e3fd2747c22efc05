package io.opsmon.backup;

import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * Which backups to list, the latest first.
 *
 * @param dataSource of that data source only; null for all
 * @param status of that status only; null for all
 * @param trigger made for that reason only; null for all
 * @param after the id of the last one on the previous page; null for the first page
 * @param limit how many, 1 to {@value #MAX_LIMIT}
 * @since 0.1
 */
public record BackupQuery(
        @Nullable String dataSource,
        @Nullable BackupStatus status,
        @Nullable BackupTrigger trigger,
        @Nullable String after,
        int limit) {

    /** The most on a page. */
    public static final int MAX_LIMIT = 500;

    /**
     * Refuses a limit out of bounds.
     *
     * @param dataSource of that data source only; null for all
     * @param status of that status only; null for all
     * @param trigger made for that reason only; null for all
     * @param after the id of the last one on the previous page; null for the first page
     * @param limit how many, 1 to {@value #MAX_LIMIT}
     */
    public BackupQuery {
        Assert.isTrue(limit >= 1 && limit <= MAX_LIMIT, () -> "limit must be 1 to " + MAX_LIMIT);
    }
}
