package io.opsmon.chain;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An entry's place in the hash chain of its node.
 *
 * @param chain the chain's name: the node that stored the entry, at most 100 characters
 * @param sequence 1 for the first entry of the chain, then without gaps; 0 while the entry waits to be chained
 * @param hash over the previous hash, the sequence and the entry; see {@link ChainHasher}
 * @param salt random bits hashed with the entry's personal data, so that the hash does not give them away once they are
 *     erased; null if they are
 * @param personalHash the hash of the personal data that the entry had; null unless they were erased
 * @param proof that the application erased them, or wrote the entry that waits, see {@link Sealer#proof}; null if
 *     neither is so or there is no key
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
     * The place of an entry whose data are whole.
     *
     * @param chain see {@link #chain()}
     * @param sequence see {@link #sequence()}
     * @param hash see {@link #hash()}
     * @param salt see {@link #salt()}
     */
    public ChainLink(String chain, long sequence, Hash hash, UUID salt) {
        this(chain, sequence, hash, salt, null, null);
    }

    /**
     * The place of an entry that a business transaction stores, whose turn in the chain comes once that is committed.
     *
     * @param chain see {@link #chain()}
     * @param salt see {@link #salt()}
     * @param proof that the application wrote it
     * @return a place without number
     */
    public static ChainLink pending(String chain, UUID salt, @Nullable String proof) {
        return new ChainLink(chain, 0, Hash.ZERO, salt, null, proof);
    }

    /**
     * Whether the entry waits to be chained.
     *
     * @return true if it does
     */
    public boolean isPending() {
        return sequence == 0;
    }

    /**
     * Whether the entry's personal data were erased.
     *
     * @return true if they were
     */
    public boolean isErased() {
        return salt == null;
    }
}
