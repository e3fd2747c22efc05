package io.opsmon.chain;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Difference between a log and its chains, seals or holds, found by verification.
 *
 * @param kind the kind of difference
 * @param chain the chain; empty for entries outside of any chain
 * @param sequence the number of the first affected entry; 0 if the entry has no number
 * @param entryId the id of the entry; null if the entry is missing
 * @param detail a description for operators
 * @since 0.1
 */
public record Finding(
        Kind kind, String chain, long sequence, @Nullable UUID entryId, String detail) {

    /** Kind of difference. */
    public enum Kind {
        /** An entry was altered after it was chained. */
        ALTERED,
        /** Entries between other entries are missing. */
        MISSING,
        /** An entry was not written by the application. */
        INSERTED,
        /** An entry has the position of another entry. */
        REORDERED,
        /** The newest entries are missing. */
        TRUNCATED,
        /** The oldest entries are missing, and retention did not remove them. */
        BEGINNING_MISSING,
        /** The recorded end or beginning of the chain does not match its entries. */
        HEAD_ALTERED,
        /** A seal does not match the entries or the other seals. */
        SEAL_BROKEN,
        /** The signature of a seal does not match its key. */
        SEAL_FORGED,
        /** A seal was made with a key that is not configured. */
        UNKNOWN_KEY,
        /** Entries that should be sealed have no seal. */
        UNSEALED,
        /** Entries are outside of any chain. */
        UNCHAINED,
        /** Seals between other seals, or before the first seal, are missing. */
        SEAL_MISSING,
        /** The database is older than the seals outside of the database. */
        ROLLED_BACK,
        /** The seal file has lines that are not seals, or lacks older seals of this node. */
        SEAL_FILE_DAMAGED,
        /** A legal hold was changed or removed in the database. */
        HOLD_ALTERED,
        /** The seal file lacks the newest seals of this node. */
        SEAL_FILE_BEHIND
    }
}
