package io.opsmon.backup;

import org.jspecify.annotations.Nullable;

/**
 * A request to restore one table of a backup.
 *
 * @param backupId the id of the backup
 * @param target the database to restore into
 * @param table the table, as {@code schema.table} or, in databases without schemas, {@code table}
 * @param newName the name of the new table in the same schema; null to replace the rows of the existing table
 * @param actor the operator; null if there is none
 * @param acceptUnsigned whether to restore from an unauthenticated backup ({@link BackupProof#NONE}), if
 *     {@code opsmon.backup.allow-unsigned-imports} permits
 * @since 0.1
 */
public record TableRestoreRequest(
        String backupId,
        BackupDatabase target,
        String table,
        @Nullable String newName,
        @Nullable String actor,
        boolean acceptUnsigned) {}
