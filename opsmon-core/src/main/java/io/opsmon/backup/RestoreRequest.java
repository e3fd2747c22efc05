package io.opsmon.backup;

import org.jspecify.annotations.Nullable;

/**
 * A restore that is asked for.
 *
 * @param backupId of which backup
 * @param target into which database
 * @param scope over what. {@link RestoreScope#REPLACE} makes a safety backup of the target first, which must be one of
 *     the host's data sources
 * @param actor who asks; null if nobody does
 * @param acceptUnsigned whether a backup is restored that nothing proves ({@link BackupProof#NONE}), if
 *     {@link BackupSettings#allowUnsignedImports} permits that
 * @since 0.1
 */
public record RestoreRequest(
        String backupId,
        BackupDatabase target,
        RestoreScope scope,
        @Nullable String actor,
        boolean acceptUnsigned) {

    /**
     * Asks for the restore of a backup that is proven.
     *
     * @param backupId the backup
     * @param target the database to restore into
     * @param scope the scope of the restore
     * @param actor the operator; null if there is none
     */
    public RestoreRequest(String backupId, BackupDatabase target, RestoreScope scope, @Nullable String actor) {
        this(backupId, target, scope, actor, false);
    }
}
