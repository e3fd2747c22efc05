package io.opsmon.backup;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The copy of a backup in one of the storages of copies.
 *
 * @param storage the name of the storage
 * @param state the state of the copy
 * @param at the time of the last change of the state; null while the first copy is pending
 * @param problem the reason of the last failure; null if there was none
 * @since 0.1
 */
public record BackupCopy(
        String storage,
        State state,
        @Nullable Instant at,
        @Nullable String problem) {

    /** The states of a copy. */
    public enum State {
        /** The copy is not made yet. */
        PENDING,
        /** File and manifest are stored. Their checksum was compared after they were stored. */
        STORED,
        /** The copy failed, or is no longer in the storage. The copy is made again within an hour. */
        FAILED,
        /** Retention of the storage has removed the copy, or does not need the copy. */
        REMOVED
    }
}
