package io.opsmon.backup;

import org.jspecify.annotations.Nullable;

/**
 * A restore that is asked for.
 *
 * @param backupId of which backup
 * @param target into which database
 * @param scope over what. {@link RestoreScope#REPLACE} makes a safety backup of the target first, which must be one of the host's data sources
 * @param actor who asks; null if nobody does
 * @since 0.1
 */
public record RestoreRequest(
        String backupId,
        BackupDatabase target,
        RestoreScope scope,
        @Nullable String actor) {}
