package io.opsmon.chain.internal;

import io.opsmon.chain.CanonicalForm;
import io.opsmon.chain.ChainLink;
import io.opsmon.chain.ChainedForm;
import io.opsmon.chain.Hash;
import io.opsmon.chain.Sealer;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Replaces the personal data of a chained entry. The entry keeps the hash of the original data, so the chain stays
 * verifiable. The salt is removed, so the original data cannot be found by trying values. A signature shows that the
 * application wrote the present content.
 *
 * @since 0.1
 */
public final class Erasure {

    private static final UUID NO_SALT = new UUID(0, 0);

    private Erasure() {}

    /**
     * Replaces the personal data of an entry.
     *
     * @param form the hash format of entries
     * @param sealer signs the erasure
     * @param entry the present entry
     * @param replacement the same entry with other personal data
     * @param <E> the kind of entry
     * @return the replacement at the position of the entry
     */
    public static <E> E replace(ChainedForm<E> form, Sealer sealer, E entry, E replacement) {
        @Nullable ChainLink link = form.link(entry);
        if (link == null) {
            return replacement;
        }
        @Nullable UUID salt = link.salt();
        @Nullable Hash personal = salt == null ? link.personalHash() : new ChainHasher<>(form).personal(entry, salt);
        ChainLink erased = new ChainLink(link.chain(), link.sequence(), link.hash(), null, personal, null);
        String proof = sealer.proof("erased", content(form, replacement, erased));
        return form.withLink(
                replacement, new ChainLink(link.chain(), link.sequence(), link.hash(), null, personal, proof));
    }

    /** Hashes the chain hash of the entry, the hash of the present data and the hash of the original data. */
    static <E> Hash content(ChainedForm<E> form, E entry, ChainLink link) {
        Hash present = new ChainHasher<>(form).personal(entry, NO_SALT);
        CanonicalForm canonical = new CanonicalForm().hash(link.hash()).hash(present);
        @Nullable Hash personal = link.personalHash();
        if (personal != null) {
            canonical.hash(personal);
        }
        return Hash.sha256(canonical.copy());
    }
}
