package io.opsmon.chain;

import io.opsmon.chain.internal.ChainHasher;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Position of an entry in the hash chain of its node.
 *
 * @param chain the name of the chain: the node that stored the entry, at most 100 characters
 * @param sequence 1 for the first entry of the chain, then without gaps; 0 while the entry waits to be chained
 * @param hash the hash over the previous hash, the sequence and the entry; see {@link ChainHasher}
 * @param salt random bits that are hashed with the personal data, so the hash does not reveal erased data; null after
 *     erasure
 * @param personalHash the hash of the original personal data; null unless the data were erased
 * @param proof the application's signature of an erasure or of a waiting entry, see {@link Sealer#proof}; null in all
 *     other cases or without a key
 * @since 0.1
 */
public record ChainLink(
        String chain,
        long sequence,
        Hash hash,
        @Nullable UUID salt,
        @Nullable Hash personalHash,
        @Nullable String proof) {

    /**
     * Creates the position of an entry with complete data.
     *
     * @param chain the name of the chain
     * @param sequence the number of the entry
     * @param hash the chain hash
     * @param salt the salt of the personal data
     */
    public ChainLink(String chain, long sequence, Hash hash, UUID salt) {
        this(chain, sequence, hash, salt, null, null);
    }

    /**
     * Creates the position of an entry that a business transaction stores. The entry is chained after the commit.
     *
     * @param chain the name of the chain
     * @param salt the salt of the personal data
     * @param proof the application's signature; null without a key
     * @return a position without number
     */
    public static ChainLink pending(String chain, UUID salt, @Nullable String proof) {
        return new ChainLink(chain, 0, Hash.ZERO, salt, null, proof);
    }

    /**
     * Returns whether the entry waits to be chained.
     *
     * @return true if the entry has no number yet
     */
    public boolean isPending() {
        return sequence == 0;
    }

    /**
     * Returns whether the personal data of the entry were erased.
     *
     * @return true after erasure
     */
    public boolean isErased() {
        return salt == null;
    }
}
