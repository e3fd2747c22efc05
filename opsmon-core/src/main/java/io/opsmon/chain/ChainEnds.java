package io.opsmon.chain;

import org.jspecify.annotations.Nullable;

/**
 * What is noted of a chain besides its entries.
 *
 * @param chain its name
 * @param headSequence the number of its last entry
 * @param headHash the hash of its last entry
 * @param anchorSequence the number of the last entry that retention removed; 0 if none
 * @param anchorHash its hash
 * @param anchorProof who removed it, see {@link Sealer#signAnchor}; null without a key
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
     * A chain without entries.
     *
     * @param chain its name
     * @return its ends
     */
    public static ChainEnds empty(String chain) {
        return new ChainEnds(chain, 0, Hash.ZERO, 0, Hash.ZERO, null);
    }
}
