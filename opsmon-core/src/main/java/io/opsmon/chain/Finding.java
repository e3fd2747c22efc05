package io.opsmon.chain;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that is not as it was written.
 *
 * @param kind what happened
 * @param chain the chain; empty for entries outside of any
 * @param sequence the number of the first entry concerned; 0 if it has none
 * @param entryId its id; null if it is gone
 * @param detail for people
 * @since 0.1
 */
public record Finding(
        Kind kind, String chain, long sequence, @Nullable UUID entryId, String detail) {

    /** What happened. */
    public enum Kind {
        /** An entry is not what was chained. */
        ALTERED,
        /** Entries between others are gone. */
        MISSING,
        /** An entry was not written by the application. */
        INSERTED,
        /** An entry stands where another was. */
        REORDERED,
        /** The newest entries are gone. */
        TRUNCATED,
        /** The oldest entries are gone, and retention did not remove them. */
        BEGINNING_MISSING,
        /** What is noted of the chain's end or beginning is not what its entries say. */
        HEAD_ALTERED,
        /** A seal was made for another history. */
        SEAL_BROKEN,
        /** A seal's signature is not that of its key. */
        SEAL_FORGED,
        /** A seal was made with a key that is not configured. */
        UNKNOWN_KEY,
        /** Entries are old enough to be sealed and are not. */
        UNSEALED,
        /** Entries outside of any chain. */
        UNCHAINED,
        /** Seals between others, or before the first, are gone. */
        SEAL_MISSING,
        /** The database is older than the seals that are kept elsewhere. */
        ROLLED_BACK,
        /** The file of seals has lines that are no seals. */
        SEAL_FILE_DAMAGED,
        /** A legal hold was changed or removed in the database. */
        HOLD_ALTERED,
        /** The file of seals lacks seals that this node made. */
        SEAL_FILE_BEHIND
    }
}
