package io.opsmon.chain.internal;

import io.opsmon.chain.Hash;
import io.opsmon.chain.Sealer;
import org.jspecify.annotations.Nullable;

/**
 * Recorded ends of a chain: the head, and the anchor after which the remaining entries begin.
 *
 * @param chain the name of the chain
 * @param headSequence the number of the last entry
 * @param headHash the hash of the last entry
 * @param anchorSequence the number of the last entry that retention removed; 0 if none
 * @param anchorHash the hash of the last removed entry
 * @param anchorProof the signature of the removal by {@link Sealer#signAnchor}; null without a key
 * @since 0.1
 */
public record ChainEnds(
        String chain,
        long headSequence,
        Hash headHash,
        long anchorSequence,
        Hash anchorHash,
        @Nullable String anchorProof) {

    /**
     * Creates the ends of a chain without entries.
     *
     * @param chain the name of the chain
     * @return the ends
     */
    public static ChainEnds empty(String chain) {
        return new ChainEnds(chain, 0, Hash.ZERO, 0, Hash.ZERO, null);
    }
}
