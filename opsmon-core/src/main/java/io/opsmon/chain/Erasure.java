package io.opsmon.chain;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Takes personal data out of a chained entry. The entry keeps the hash of what it said, so that the chain holds, and
 * loses the salt, so that nobody can try out what that was; a proof says that the application put the present content
 * there.
 *
 * @since 0.1
 */
public final class Erasure {

    private static final UUID NO_SALT = new UUID(0, 0);

    private Erasure() {}

    /**
     * Replaces an entry's personal data.
     *
     * @param form how entries are hashed
     * @param sealer proves the erasure
     * @param entry the entry as it is
     * @param replacement the same with other personal data
     * @param <E> the kind of entry
     * @return the replacement at the place of the entry
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

    /** Over the entry's chain hash, the hash of what it said and the hash of what it says now. */
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
