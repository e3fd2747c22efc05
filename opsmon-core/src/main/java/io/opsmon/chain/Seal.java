package io.opsmon.chain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The head of a chain at a moment, signed. Seals are a chain of their own: each has a number without gaps and the
 * digest of the seal before it.
 *
 * @param log the log's name, {@code operation-log} for example
 * @param chain the chain's name
 * @param number 1 for the chain's first seal, then without gaps
 * @param sequence the number of the chain's last entry; 0 if the chain has none yet
 * @param hash the hash of that entry
 * @param previous the {@linkplain #digest() digest} of the seal before; {@link Hash#ZERO} for the first
 * @param sealedBy the node that made the seal
 * @param sealedAt the time of the seal, in microseconds
 * @param acknowledgement the operator and the reason, if the seal continues a chain whose findings an operator
 *     acknowledged; null for every other seal
 * @param signature {@code key id:signature in Base64}; null if there was no key
 * @since 0.1
 */
public record Seal(
        String log,
        String chain,
        long number,
        long sequence,
        Hash hash,
        Hash previous,
        String sealedBy,
        Instant sealedAt,
        @Nullable String acknowledgement,
        @Nullable String signature) {

    /** Everything but the signature, as it is signed. */
    byte[] message() {
        return canonical().copy();
    }

    private CanonicalForm canonical() {
        return new CanonicalForm()
                .text("opsmon-seal-1")
                .text(log)
                .text(chain)
                .number(number)
                .number(sequence)
                .hash(hash)
                .hash(previous)
                .text(sealedBy)
                .instant(sealedAt)
                .text(acknowledgement);
    }

    /**
     * The hash of the seal with its signature, which the next seal repeats.
     *
     * @return the digest
     */
    public Hash digest() {
        return Hash.sha256(canonical().text(signature).copy());
    }

    Seal signed(@Nullable String by) {
        return new Seal(log, chain, number, sequence, hash, previous, sealedBy, sealedAt, acknowledgement, by);
    }
}
