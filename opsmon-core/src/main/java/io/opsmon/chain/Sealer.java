package io.opsmon.chain;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * Signs with the first of its keys and verifies with all of them, so that a key is rotated by putting a new one in
 * front. Without keys it signs nothing. Immutable and thread-safe.
 *
 * @since 0.1
 */
public final class Sealer {

    private final @Nullable SealKey signing;
    private final Map<String, SealKey> keys = new LinkedHashMap<>();

    /** What a signature is worth. */
    public enum Verdict {
        /** Made with a key we have, over exactly this. */
        VALID,
        /** There is none. */
        UNSIGNED,
        /** Made with a key we do not have. */
        UNKNOWN_KEY,
        /** Not made over this. */
        FORGED
    }

    /**
     * Makes a sealer.
     *
     * @param keys the keys, the current one first; none to seal without signatures
     * @throws IllegalArgumentException if two have the same id, or the first cannot sign
     */
    public Sealer(List<SealKey> keys) {
        for (SealKey key : keys) {
            Assert.isTrue(
                    this.keys.put(key.id(), key) == null,
                    () -> "There are two seal keys with the id \"" + key.id() + "\"");
        }
        this.signing = keys.isEmpty() || !keys.get(0).canSign() ? null : keys.get(0);
    }

    /**
     * Reads keys from a file with a line for each: {@code id=hmac-sha-256:BASE64} or {@code id=ed25519:BASE64 of the
     * public key}. They verify; those of pairs do not sign.
     *
     * @param file the file
     * @return verifies with the keys
     * @throws IOException if it cannot be read
     * @throws IllegalArgumentException if a key is malformed; the message names it
     */
    public static Sealer read(Path file) throws IOException {
        Properties lines = new Properties();
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            lines.load(reader);
        }
        List<SealKey> keys = new ArrayList<>();
        for (String id : lines.stringPropertyNames()) {
            String[] parts = lines.getProperty(id).split(":", 2);
            if (parts.length == 2 && parts[0].equals("hmac-sha-256")) {
                keys.add(SealKey.hmac(id, parts[1]));
            } else if (parts.length == 2 && parts[0].equals("ed25519")) {
                keys.add(SealKey.ed25519(id, null, parts[1]));
            } else {
                throw new IllegalArgumentException(
                        "The key \"" + id + "\" in " + file + " must be hmac-sha-256:... or ed25519:...");
            }
        }
        return new Sealer(keys);
    }

    /**
     * Whether it has keys.
     *
     * @return false if signatures are neither made nor verified
     */
    public boolean hasKeys() {
        return !keys.isEmpty();
    }

    /**
     * Whether it signs.
     *
     * @return false without keys, and if the first key is a public key alone
     */
    public boolean canSign() {
        return signing != null;
    }

    /**
     * Signs a seal.
     *
     * @param seal the seal without signature; its time is cut to microseconds
     * @return the seal with its signature; without one if there is no key
     */
    public Seal sign(Seal seal) {
        Seal rounded = new Seal(
                seal.log(),
                seal.chain(),
                seal.number(),
                seal.sequence(),
                seal.hash(),
                seal.previous(),
                seal.sealedBy(),
                seal.sealedAt().truncatedTo(ChronoUnit.MICROS),
                seal.acknowledgement(),
                null);
        return rounded.signed(signed(rounded.message()));
    }

    /**
     * Verifies a seal.
     *
     * @param seal a seal
     * @return what its signature is worth
     */
    public Verdict verify(Seal seal) {
        return verdict(seal.message(), seal.signature());
    }

    /**
     * Whether a seal counts: it is signed with one of the keys, or there are no keys.
     *
     * @param seal a seal
     * @return false if the signature is missing, forged or of an unknown key
     */
    public boolean believes(Seal seal) {
        Verdict verdict = verify(seal);
        return verdict == Verdict.VALID || (!hasKeys() && verdict != Verdict.FORGED);
    }

    /**
     * Signs that everything up to an entry was removed by retention.
     *
     * @param log which log
     * @param chain the chain's name
     * @param sequence the number of the last entry removed
     * @param hash its hash
     * @return the signature; null without a key
     */
    public @Nullable String signAnchor(String log, String chain, long sequence, Hash hash) {
        return signed(message("anchor", log, chain, sequence, hash));
    }

    /**
     * Verifies what {@link #signAnchor} gave.
     *
     * @param log which log
     * @param chain the chain's name
     * @param sequence the number of the last entry removed
     * @param hash its hash
     * @param signature the signature
     * @return what it is worth
     */
    public Verdict verifyAnchor(String log, String chain, long sequence, Hash hash, @Nullable String signature) {
        return verdict(message("anchor", log, chain, sequence, hash), signature);
    }

    /**
     * Proves that this application, and nobody with access to the database alone, gave an entry its present content.
     *
     * @param purpose what for: {@code erased}, {@code pending}
     * @param content the hash of the entry's chain hash and present content
     * @return the signature; null without a key
     */
    public @Nullable String proof(String purpose, Hash content) {
        return signed(message(purpose, "", "", 0, content));
    }

    /**
     * Verifies what {@link #proof} gave.
     *
     * @param purpose what for
     * @param content the hash of the entry's chain hash and present content
     * @param signature the signature
     * @return what it is worth
     */
    public Verdict verifyProof(String purpose, Hash content, @Nullable String signature) {
        return verdict(message(purpose, "", "", 0, content), signature);
    }

    private @Nullable String signed(byte[] message) {
        return signing == null
                ? null
                : signing.id() + ":" + Base64.getEncoder().withoutPadding().encodeToString(signing.sign(message));
    }

    private Verdict verdict(byte[] message, @Nullable String signature) {
        if (signature == null) {
            return Verdict.UNSIGNED;
        }
        int colon = signature.indexOf(':');
        @Nullable SealKey key = colon < 0 ? null : keys.get(signature.substring(0, colon));
        if (key == null) {
            return Verdict.UNKNOWN_KEY;
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(signature.substring(colon + 1));
            return key.verifies(message, bytes) ? Verdict.VALID : Verdict.FORGED;
        } catch (IllegalArgumentException malformed) {
            return Verdict.FORGED;
        }
    }

    private static byte[] message(String purpose, String log, String chain, long sequence, Hash hash) {
        return new CanonicalForm()
                .text("opsmon-1")
                .text(purpose)
                .text(log)
                .text(chain)
                .number(sequence)
                .hash(hash)
                .copy();
    }
}
