package io.opsmon.backup;

import org.jspecify.annotations.Nullable;

/**
 * A request to make a backup.
 *
 * @param dataSource the name of the data source
 * @param trigger the reason of the backup
 * @param schedule the schedule that is due; null if there is none
 * @param actor the operator who requests the backup; null if there is none
 * @param attempt 1 for the first attempt, one more for each retry
 * @since 0.1
 */
public record BackupRequest(
        String dataSource,
        BackupTrigger trigger,
        @Nullable String schedule,
        @Nullable String actor,
        int attempt) {

    /**
     * Creates a request of an operator.
     *
     * @param dataSource the name of the data source
     * @param actor the operator; null if unknown
     * @return the request
     */
    public static BackupRequest manual(String dataSource, @Nullable String actor) {
        return new BackupRequest(dataSource, BackupTrigger.MANUAL, null, actor, 1);
    }
}
