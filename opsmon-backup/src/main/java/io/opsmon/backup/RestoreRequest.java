package io.opsmon.backup;

import org.jspecify.annotations.Nullable;

/**
 * A request to restore a backup.
 *
 * @param backupId the id of the backup
 * @param target the database to restore into
 * @param scope the objects to replace. {@link RestoreScope#REPLACE} first makes a safety copy of the target, which must
 *     be a data source of the host
 * @param actor the operator; null if there is none
 * @param acceptUnsigned whether to restore an unauthenticated backup ({@link BackupProof#NONE}), if
 *     {@code opsmon.backup.allow-unsigned-imports} permits
 * @since 0.1
 */
public record RestoreRequest(
        String backupId,
        BackupDatabase target,
        RestoreScope scope,
        @Nullable String actor,
        boolean acceptUnsigned) {

    /**
     * Creates a request that accepts authenticated backups only.
     *
     * @param backupId the id of the backup
     * @param target the database to restore into
     * @param scope the scope of the restore
     * @param actor the operator; null if there is none
     */
    public RestoreRequest(String backupId, BackupDatabase target, RestoreScope scope, @Nullable String actor) {
        this(backupId, target, scope, actor, false);
    }
}
