package io.opsmon.chain;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The head of a chain at a moment, signed.
 *
 * @param log which log, {@code operation-log} for example
 * @param chain the chain's name
 * @param sequence the number of its last entry
 * @param hash the hash of its last entry
 * @param sealedAt when, in microseconds
 * @param signature {@code key id:signature in Base64}; null if there was no key
 * @since 0.1
 */
public record Seal(
        String log,
        String chain,
        long sequence,
        Hash hash,
        Instant sealedAt,
        @Nullable String signature) {}
