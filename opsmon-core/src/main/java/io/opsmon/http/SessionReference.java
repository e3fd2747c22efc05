package io.opsmon.http;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Calculates references to sessions that do not disclose the session id, and encrypts session ids.
 *
 * <pre>
 *  reference  the first 16 bytes of HMAC-SHA-256(key, id), in hexadecimal
 *  sealed id  AES-256-CTR(id) in Base64, with the reference as initial counter, and with a key that HMAC-SHA-256 derives
 * </pre>
 *
 * <p>The reference authenticates the encrypted id (the synthetic initialization vector of RFC 5297), which is therefore
 * as short as the id. Thread-safe.
 *
 * @since 0.1
 */
public final class SessionReference {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int LENGTH = 16;
    private static final String SEAL_LABEL = "opsmon session id 1";

    private final SecretKeySpec key;
    private final SecretKeySpec sealKey;

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
        this.sealKey = new SecretKeySpec(hash(SEAL_LABEL), "AES");
    }

    private byte[] hash(String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(ALGORITHM + " is part of every Java platform", impossible);
        }
    }

    private byte[] crypt(int mode, byte[] reference, byte[] text) {
        try {
            Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(mode, sealKey, new IvParameterSpec(reference));
            return cipher.doFinal(text);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("AES is part of every Java platform", impossible);
        }
    }

    /**
     * Calculates the reference to a session.
     *
     * @param sessionId the session id
     * @return 32 hexadecimal digits
     */
    public String of(String sessionId) {
        return HexFormat.of().formatHex(hash(sessionId), 0, LENGTH);
    }

    /**
     * Encrypts the id of a session. Only a {@code SessionReference} with the same key can decrypt the id.
     *
     * @param sessionId the session id
     * @return the encrypted id, in Base64; always the same text for the same id
     */
    public String seal(String sessionId) {
        byte[] reference = Arrays.copyOf(hash(sessionId), LENGTH);
        byte[] sealed = crypt(Cipher.ENCRYPT_MODE, reference, sessionId.getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().withoutPadding().encodeToString(sealed);
    }

    /**
     * Decrypts the id of a session.
     *
     * @param ref the reference to the session
     * @param sealedId the encrypted id
     * @return the session id; null if the id was encrypted with another key, or does not belong to the reference
     */
    public @Nullable String open(String ref, String sealedId) {
        byte[] reference;
        byte[] sealed;
        try {
            reference = HexFormat.of().parseHex(ref);
            sealed = Base64.getDecoder().decode(sealedId);
        } catch (IllegalArgumentException malformed) {
            return null;
        }
        if (reference.length != LENGTH) {
            return null;
        }
        String id = new String(crypt(Cipher.DECRYPT_MODE, reference, sealed), StandardCharsets.UTF_8);
        return of(id).equals(ref) ? id : null;
    }
}
