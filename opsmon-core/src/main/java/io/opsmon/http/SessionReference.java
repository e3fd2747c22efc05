package io.opsmon.http;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Calculates references to sessions that do not disclose the session id: the first 16 bytes of the HMAC-SHA-256 of the
 * id, in hexadecimal. Thread-safe.
 *
 * @since 0.1
 */
public final class SessionReference {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int LENGTH = 16;

    private final SecretKeySpec key;

    /**
     * Creates the calculation with a key.
     *
     * @param key the key, the same on every node; null for a random key, whose references are valid in this process
     *     only
     */
    public SessionReference(@Nullable String key) {
        byte[] bytes = new byte[32];
        if (key == null) {
            new SecureRandom().nextBytes(bytes);
        } else {
            bytes = key.getBytes(StandardCharsets.UTF_8);
        }
        this.key = new SecretKeySpec(bytes, ALGORITHM);
    }

    /**
     * Calculates the reference to a session.
     *
     * @param sessionId the session id
     * @return 32 hexadecimal digits
     */
    public String of(String sessionId) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            byte[] hash = mac.doFinal(sessionId.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(Arrays.copyOf(hash, LENGTH));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(ALGORITHM + " is part of every Java platform", impossible);
        }
    }
}
