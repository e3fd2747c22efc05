package io.opsmon.chain.internal;

import io.opsmon.chain.CanonicalForm;
import io.opsmon.chain.ChainLink;
import io.opsmon.chain.ChainedForm;
import io.opsmon.chain.Hash;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Hasher of a chain.
 *
 * <pre>
 *  personal(n) = SHA-256(salt, personal values)
 *  hash(n)     = SHA-256("opsmon-1", hash(n-1), n, facts, personal(n))        hash(0) = 32 zero bytes
 * </pre>
 *
 * All values are in {@linkplain CanonicalForm canonical form}. Not thread-safe.
 *
 * @param <E> the kind of entry
 * @since 0.1
 */
public final class ChainHasher<E> {

    private static final String VERSION = "opsmon-1";

    private final ChainedForm<E> form;
    private final MessageDigest digest = Hash.newDigest();
    private final CanonicalForm canonical = new CanonicalForm();
    private final byte[] output = new byte[Hash.LENGTH];

    /**
     * Creates a hasher.
     *
     * @param form the hash format of entries
     */
    public ChainHasher(ChainedForm<E> form) {
        this.form = form;
    }

    /**
     * Hashes the personal data of an entry.
     *
     * @param entry an entry
     * @param salt random bits
     * @return the hash
     */
    public Hash personal(E entry, UUID salt) {
        canonical.reset().uuid(salt);
        form.personal(entry, canonical);
        return hash();
    }

    /**
     * Hashes an entry at a position.
     *
     * @param previous the hash of the previous entry; {@link Hash#ZERO} for the first
     * @param sequence the number of the entry
     * @param entry the entry
     * @param personal the hash of the personal data
     * @return the hash
     */
    public Hash next(Hash previous, long sequence, E entry, Hash personal) {
        canonical.reset().text(VERSION).hash(previous).number(sequence);
        form.facts(entry, canonical);
        canonical.hash(personal);
        return hash();
    }

    /**
     * Hashes an entry at a position, using the salt in its link or the stored hash of erased data.
     *
     * @param previous the hash of the previous entry
     * @param sequence the number of the entry
     * @param entry the entry
     * @param link contains the salt, or the hash of erased data
     * @return the hash; null if the link has neither
     */
    public @Nullable Hash next(Hash previous, long sequence, E entry, ChainLink link) {
        @Nullable UUID salt = link.salt();
        @Nullable Hash personal = salt != null ? personal(entry, salt) : link.personalHash();
        return personal == null ? null : next(previous, sequence, entry, personal);
    }

    private Hash hash() {
        try {
            digest.update(canonical.bytes(), 0, canonical.length());
            digest.digest(output, 0, output.length);
            return Hash.of(output);
        } catch (DigestException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
