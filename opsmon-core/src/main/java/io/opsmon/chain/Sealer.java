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
 * Signs with the first of its keys and verifies with all of them. To rotate a key, put the new key first. Without keys,
 * nothing is signed. Immutable and thread-safe.
 *
 * @since 0.1
 */
public final class Sealer {

    private final @Nullable SealKey signing;
    private final Map<String, SealKey> keys = new LinkedHashMap<>();

    /** Result of the verification of a signature. */
    public enum Verdict {
        /** The signature matches the content and a configured key. */
        VALID,
        /** There is no signature. */
        UNSIGNED,
        /** The signature was made with a key that is not configured. */
        UNKNOWN_KEY,
        /** The signature does not match the content. */
        FORGED
    }

    /**
     * Creates a sealer.
     *
     * @param keys the keys, the current key first; empty to seal without signatures
     * @throws IllegalArgumentException if two keys have the same id
     */
    public Sealer(List<SealKey> keys) {
        for (SealKey key : keys) {
            Assert.isTrue(
                    this.keys.put(key.id(), key) == null,
                    () -> "Two seal keys have the id \"" + key.id() + "\"; every key requires a unique id");
        }
        this.signing = keys.isEmpty() || !keys.get(0).canSign() ? null : keys.get(0);
    }

    /**
     * Reads keys from a file with one line per key: {@code id=hmac-sha-256:BASE64} or {@code id=ed25519:BASE64 of the
     * public key}. Ed25519 keys only verify, because the file has no private keys.
     *
     * @param file the file
     * @return a sealer with the keys
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if a key is malformed; the message names the key
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
                        "The key \"" + id + "\" in \"" + file + "\" must be hmac-sha-256:... or ed25519:...");
            }
        }
        return new Sealer(keys);
    }

    /**
     * Returns whether the sealer has keys.
     *
     * @return false if signatures are neither made nor verified
     */
    public boolean hasKeys() {
        return !keys.isEmpty();
    }

    /**
     * Returns whether the sealer can sign.
     *
     * @return false without keys, or if the first key is only a public key
     */
    public boolean canSign() {
        return signing != null;
    }

    /**
     * Signs a seal.
     *
     * @param seal the unsigned seal; its time is truncated to microseconds
     * @return the signed seal; unsigned if the sealer cannot sign
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
     * @return the verdict on the signature
     */
    public Verdict verify(Seal seal) {
        return verdict(seal.message(), seal.signature());
    }

    /**
     * Returns whether a seal counts: the seal is signed with one of the keys, or the sealer has no keys.
     *
     * @param seal a seal
     * @return false if the signature is missing, forged or of an unknown key
     */
    public boolean believes(Seal seal) {
        Verdict verdict = verify(seal);
        return verdict == Verdict.VALID || (!hasKeys() && verdict != Verdict.FORGED);
    }

    /**
     * Signs the anchor of a chain: the statement that retention removed everything up to an entry.
     *
     * @param log the name of the log
     * @param chain the name of the chain
     * @param sequence the number of the last removed entry
     * @param hash the hash of the entry
     * @return the signature; null without a key
     */
    public @Nullable String signAnchor(String log, String chain, long sequence, Hash hash) {
        return signed(message("anchor", log, chain, sequence, hash));
    }

    /**
     * Verifies a signature of {@link #signAnchor}.
     *
     * @param log the name of the log
     * @param chain the name of the chain
     * @param sequence the number of the last removed entry
     * @param hash the hash of the entry
     * @param signature the signature
     * @return the verdict
     */
    public Verdict verifyAnchor(String log, String chain, long sequence, Hash hash, @Nullable String signature) {
        return verdict(message("anchor", log, chain, sequence, hash), signature);
    }

    /**
     * Signs content that this application stores. A user with access to the database alone cannot make such a
     * signature.
     *
     * @param purpose the purpose of the signature: {@code erased} or {@code pending}, for example
     * @param content the hash of the content
     * @return the signature; null without a key
     */
    public @Nullable String proof(String purpose, Hash content) {
        return signed(message(purpose, "", "", 0, content));
    }

    /**
     * Verifies a signature of {@link #proof}.
     *
     * @param purpose the purpose of the signature
     * @param content the hash of the content
     * @param signature the signature
     * @return the verdict
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
