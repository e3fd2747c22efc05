package io.opsmon.log.internal;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Generator of pseudonyms: keyed hashes of names, the same in every log. With the key, the entries of a person can be
 * found again. Without the key, a pseudonym cannot be matched by trying names. Thread-safe.
 *
 * @since 0.1
 */
public final class Pseudonyms {

    private static final String PREFIX = "pseudonym-";
    private static final int MIN_KEY = 16;
    private static final int HASH_BYTES = 12;

    private final SecretKeySpec key;

    /**
     * Creates a generator.
     *
     * @param key at least 16 bytes
     * @throws IllegalArgumentException if the key is shorter
     */
    public Pseudonyms(byte[] key) {
        if (key.length < MIN_KEY) {
            throw new IllegalArgumentException("The pseudonym key must have at least " + MIN_KEY + " bytes");
        }
        this.key = new SecretKeySpec(key, "HmacSHA256");
    }

    /**
     * Returns the pseudonym of a name.
     *
     * @param name the name or id
     * @return 34 characters; a pseudonym is returned unchanged
     */
    public String of(String name) {
        if (name.startsWith(PREFIX)) {
            return name;
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            byte[] hash = mac.doFinal(name.getBytes(StandardCharsets.UTF_8));
            return PREFIX + HexFormat.of().formatHex(Arrays.copyOf(hash, HASH_BYTES));
        } catch (NoSuchAlgorithmException | InvalidKeyException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
