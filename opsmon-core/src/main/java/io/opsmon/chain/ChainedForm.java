package io.opsmon.chain;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How the entries of one log are hashed. What is written here is part of every hash ever made: it is never changed,
 * only continued under another version.
 *
 * @param <E> the kind of entry
 * @since 0.1
 */
public interface ChainedForm<E> {

    /**
     * The entry's id, for reports.
     *
     * @param entry an entry
     * @return its id
     */
    UUID id(E entry);

    /**
     * When it happened.
     *
     * @param entry an entry
     * @return when
     */
    Instant occurredAt(E entry);

    /**
     * Writes what stays when personal data are erased.
     *
     * @param entry an entry
     * @param out takes the values
     */
    void facts(E entry, CanonicalForm out);

    /**
     * Writes what may be erased.
     *
     * @param entry an entry
     * @param out takes the values
     */
    void personal(E entry, CanonicalForm out);

    /**
     * The entry's place in the chain.
     *
     * @param entry an entry
     * @return its place; null if it has none
     */
    @Nullable
    ChainLink link(E entry);

    /**
     * The entry at a place in the chain.
     *
     * @param entry an entry
     * @param link its place
     * @return a copy
     */
    E withLink(E entry, ChainLink link);
}
