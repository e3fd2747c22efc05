package io.opsmon.backup;

import org.jspecify.annotations.Nullable;

/**
 * A backup that is asked for.
 *
 * @param dataSource of which data source
 * @param trigger why
 * @param schedule which schedule was due; null if none was
 * @param actor who asks; null if nobody does
 * @param attempt 1, or more if earlier ones failed
 * @since 0.1
 */
public record BackupRequest(
        String dataSource,
        BackupTrigger trigger,
        @Nullable String schedule,
        @Nullable String actor,
        int attempt) {

    /**
     * Somebody's own request.
     *
     * @param dataSource of which data source
     * @param actor who asks
     * @return the request
     */
    public static BackupRequest manual(String dataSource, @Nullable String actor) {
        return new BackupRequest(dataSource, BackupTrigger.MANUAL, null, actor, 1);
    }
}
