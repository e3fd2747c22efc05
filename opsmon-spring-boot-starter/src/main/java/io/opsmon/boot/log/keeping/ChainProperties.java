package io.opsmon.boot.log.keeping;

import io.opsmon.chain.SealKey;
import io.opsmon.chain.Sealer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Tamper evidence of all logs.
 *
 * @param sealInterval Interval between two seals of new entries.
 * @param verificationInterval Interval between two scheduled verifications of each log. Each verification reads the
 *     complete log once. 0 for none.
 * @param sealFile File that receives every seal before the database does, in a place that the administrators of the
 *     database cannot write to. None by default.
 * @param keys Keys of seals, the current key first. Older keys verify their seals. Without keys, seals are not signed.
 * @since 0.1
 */
@ConfigurationProperties("opsmon.chain")
public record ChainProperties(
        @DefaultValue("5m") Duration sealInterval,
        @DefaultValue("1d") Duration verificationInterval,
        @Nullable Path sealFile,
        @DefaultValue List<Key> keys) {

    /** Algorithm of a signature. */
    public enum Algorithm {
        /** A shared secret. */
        HMAC_SHA_256,
        /** A key pair. */
        ED25519
    }

    /**
     * A key of seals.
     *
     * @param id Name of the key in seals; 1 to 32 letters, digits, "_", "." or "-".
     * @param algorithm Algorithm of the key: "hmac-sha-256" with a secret, or "ed25519" with a key pair.
     * @param secret Secret of at least 32 random bytes in Base64, for "hmac-sha-256".
     * @param privateKey Private key, PKCS #8 in Base64, for "ed25519". Only the first key needs a private key.
     * @param publicKey Public key, X.509 in Base64, for "ed25519".
     */
    public record Key(
            String id,
            @DefaultValue("hmac-sha-256") Algorithm algorithm,
            @Nullable String secret,
            @Nullable String privateKey,
            @Nullable String publicKey) {

        SealKey toKey() {
            return switch (algorithm) {
                case HMAC_SHA_256 -> SealKey.hmac(id, required("secret", secret));
                case ED25519 -> SealKey.ed25519(id, privateKey, required("public-key", publicKey));
            };
        }

        private String required(String name, @Nullable String value) {
            if (value == null || value.isBlank()) {
                throw new IllegalArgumentException("The key \"" + id + "\" in opsmon.chain.keys has the algorithm "
                        + algorithm.name().toLowerCase(Locale.ROOT).replace('_', '-') + " and needs a " + name);
            }
            return value;
        }

        /** Omits the secrets. */
        @Override
        public String toString() {
            return "Key[" + id + ", " + algorithm + "]";
        }
    }

    /**
     * Converts the properties.
     *
     * @return the sealer that signs and verifies with the keys
     * @throws IllegalArgumentException if a key is malformed; the message names the key
     */
    public Sealer toSealer() {
        return new Sealer(keys.stream().map(Key::toKey).toList());
    }
}
