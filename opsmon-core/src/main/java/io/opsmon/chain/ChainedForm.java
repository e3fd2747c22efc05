package io.opsmon.chain;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Hash format of the entries of one log. The written values are part of every stored hash: an implementation never
 * changes, it is only replaced under another version.
 *
 * @param <E> the kind of entry
 * @since 0.1
 */
public interface ChainedForm<E> {

    /**
     * Returns the id of an entry, for reports.
     *
     * @param entry an entry
     * @return the id
     */
    UUID id(E entry);

    /**
     * Returns the time of an entry.
     *
     * @param entry an entry
     * @return the time
     */
    Instant occurredAt(E entry);

    /**
     * Writes the values that stay when personal data are erased.
     *
     * @param entry an entry
     * @param out receives the values
     */
    void facts(E entry, CanonicalForm out);

    /**
     * Writes the values that may be erased.
     *
     * @param entry an entry
     * @param out receives the values
     */
    void personal(E entry, CanonicalForm out);

    /**
     * Returns the position of an entry in the chain.
     *
     * @param entry an entry
     * @return the position; null if the entry has none
     */
    @Nullable
    ChainLink link(E entry);

    /**
     * Returns a copy of an entry with a position in the chain.
     *
     * @param entry an entry
     * @param link the position
     * @return a copy
     */
    E withLink(E entry, ChainLink link);
}
