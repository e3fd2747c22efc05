package io.opsmon.chain;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * Key that seals heads of chains: an HMAC-SHA-256 secret (RFC 2104), or an Ed25519 key pair (RFC 8032). With a key
 * pair, only the application needs the private key, and auditors verify with the public key. {@code toString()}
 * contains only the id. Immutable and thread-safe.
 *
 * @since 0.1
 */
public final class SealKey {

    private static final int MIN_SECRET = 32;

    private final String id;
    private final @Nullable SecretKeySpec secret;
    private final @Nullable PrivateKey privateKey;
    private final @Nullable PublicKey publicKey;

    private SealKey(
            String id, @Nullable SecretKeySpec secret, @Nullable PrivateKey privateKey, @Nullable PublicKey publicKey) {
        Assert.isTrue(
                id.matches("[A-Za-z0-9_.-]{1,32}"),
                () -> "The id of a seal key must be 1 to 32 letters, digits, \"_\", \".\" or \"-\", is \"" + id + "\"");
        this.id = id;
        this.secret = secret;
        this.privateKey = privateKey;
        this.publicKey = publicKey;
    }

    /**
     * Creates a key from a shared secret.
     *
     * @param id the name of the key in seals
     * @param secret at least 32 random bytes in Base64
     * @return the key
     * @throws IllegalArgumentException if the secret is too short or not Base64; the message does not contain the
     *     secret
     */
    public static SealKey hmac(String id, String secret) {
        byte[] bytes = decode(id, "secret", secret);
        Assert.isTrue(
                bytes.length >= MIN_SECRET,
                () -> "The secret of the seal key \"" + id + "\" has " + bytes.length + " bytes, it must have at least "
                        + MIN_SECRET);
        return new SealKey(id, new SecretKeySpec(bytes, "HmacSHA256"), null, null);
    }

    /**
     * Creates a key from a key pair or a public key.
     *
     * @param id the name of the key in seals
     * @param privateKey PKCS #8 in Base64; null to verify only
     * @param publicKey X.509 SubjectPublicKeyInfo in Base64
     * @return the key
     * @throws IllegalArgumentException if the keys are not Ed25519 keys; the message does not contain the keys
     */
    public static SealKey ed25519(String id, @Nullable String privateKey, String publicKey) {
        try {
            KeyFactory factory = KeyFactory.getInstance("Ed25519");
            return new SealKey(
                    id,
                    null,
                    privateKey == null
                            ? null
                            : factory.generatePrivate(new PKCS8EncodedKeySpec(decode(id, "private key", privateKey))),
                    factory.generatePublic(new X509EncodedKeySpec(decode(id, "public key", publicKey))));
        } catch (GeneralSecurityException malformed) {
            throw new IllegalArgumentException(
                    "The seal key \"" + id
                            + "\" is not an Ed25519 key: the private key must be PKCS #8, the public key X.509,"
                            + " both in Base64",
                    malformed);
        }
    }

    private static byte[] decode(String id, String what, String base64) {
        try {
            return Base64.getDecoder().decode(base64.strip());
        } catch (IllegalArgumentException malformed) {
            throw new IllegalArgumentException("The " + what + " of the seal key \"" + id + "\" is not Base64");
        }
    }

    /**
     * Returns the name of the key in seals.
     *
     * @return the id
     */
    public String id() {
        return id;
    }

    /**
     * Returns whether the key can sign.
     *
     * @return false for a public key without private key
     */
    public boolean canSign() {
        return secret != null || privateKey != null;
    }

    byte[] sign(byte[] message) {
        try {
            if (secret != null) {
                return mac(secret, message);
            }
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(privateKey);
            signature.update(message);
            return signature.sign();
        } catch (GeneralSecurityException failure) {
            throw new IllegalStateException("Signing with the seal key \"" + id + "\" failed", failure);
        }
    }

    boolean verifies(byte[] message, byte[] signature) {
        try {
            if (secret != null) {
                return MessageDigest.isEqual(mac(secret, message), signature);
            }
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(publicKey);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (GeneralSecurityException malformedSignature) {
            return false;
        }
    }

    private static byte[] mac(SecretKeySpec secret, byte[] message) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(secret);
        return mac.doFinal(message);
    }

    @Override
    public String toString() {
        return "SealKey[" + id + "]";
    }
}
