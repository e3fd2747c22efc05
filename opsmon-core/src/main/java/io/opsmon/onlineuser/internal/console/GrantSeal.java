package io.opsmon.onlineuser.internal.console;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts the content of a grant with a key that is derived from the owner's text, a ticket or a cookie. A store
 * without that text cannot decrypt the content.
 *
 * <pre>
 *  text     32 random bytes in Base64 (URL alphabet)
 *  key      HMAC-SHA-256 with these bytes as key, over a label and the reference
 *  sealed   Base64 of a nonce of 12 bytes and AES-256-GCM(content), with the reference as associated data
 * </pre>
 *
 * <p>Thread-safe.
 */
final class GrantSeal {

    private static final int TEXT_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final String LABEL = "opsmon console grant 1\n";

    /** 32 bytes in Base64 without padding. */
    private static final Pattern TEXT = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final SecureRandom random = new SecureRandom();

    /** Returns a new text that cannot be guessed. */
    String newText() {
        byte[] bytes = new byte[TEXT_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static boolean isText(String text) {
        return TEXT.matcher(text).matches();
    }

    String seal(String text, String ref, byte[] content) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] encrypted = cipher(Cipher.ENCRYPT_MODE, text, ref, nonce).doFinal(content);
            byte[] sealed = Arrays.copyOf(nonce, NONCE_BYTES + encrypted.length);
            System.arraycopy(encrypted, 0, sealed, NONCE_BYTES, encrypted.length);
            return Base64.getEncoder().encodeToString(sealed);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("AES-GCM is part of every Java platform", impossible);
        }
    }

    /** Returns the content; null if it was sealed with another text or for another reference, or was changed. */
    static byte @Nullable [] open(String text, String ref, String sealed) {
        try {
            byte[] bytes = Base64.getDecoder().decode(sealed);
            if (bytes.length < NONCE_BYTES) {
                return null;
            }
            return cipher(Cipher.DECRYPT_MODE, text, ref, Arrays.copyOf(bytes, NONCE_BYTES))
                    .doFinal(bytes, NONCE_BYTES, bytes.length - NONCE_BYTES);
        } catch (GeneralSecurityException | IllegalArgumentException changed) {
            return null;
        }
    }

    private static Cipher cipher(int mode, String text, String ref, byte[] nonce) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getUrlDecoder().decode(text), "HmacSHA256"));
        byte[] key = mac.doFinal((LABEL + ref).getBytes(StandardCharsets.UTF_8));
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(ref.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
