package io.opsmon.chain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Signed head of a chain at a point in time. Seals form a chain: they are numbered without gaps, and each seal contains
 * the digest of the previous seal.
 *
 * @param log the name of the log, {@code operation-log} for example
 * @param chain the name of the chain
 * @param number 1 for the first seal of the chain, then without gaps
 * @param sequence the number of the last entry of the chain; 0 if the chain has no entries yet
 * @param hash the hash of the last entry
 * @param previous the {@linkplain #digest() digest} of the previous seal; {@link Hash#ZERO} for the first
 * @param sealedBy the node that made the seal
 * @param sealedAt the time of the seal, in microseconds
 * @param acknowledgement the operator and the reason, if the seal continues a chain after an operator acknowledged its
 *     findings; null for every other seal
 * @param signature {@code key id:signature in Base64}; null without a key
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

    /** Returns the signed content: all components except the signature. */
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
     * Returns the hash of the seal including its signature, which the next seal contains.
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
