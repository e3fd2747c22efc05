package io.opsmon.backup.file;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.KmsClients;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.StreamingAead;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.streamingaead.PredefinedStreamingAeadParameters;
import com.google.crypto.tink.streamingaead.StreamingAeadConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys for the encryption of backups: a Tink keyset for streaming AEAD. The primary key encrypts and all keys
 * decrypt. To rotate the key, add a key and make it primary. Immutable and thread-safe; {@code toString()} contains no
 * key.
 *
 * @since 0.1
 */
public final class BackupKeys {

    private final String primary;
    private final Map<String, StreamingAead> keys = new HashMap<>();

    /** Each key has its own primitive: a file is decrypted only with the key that its manifest names. */
    private BackupKeys(KeysetHandle keyset) throws GeneralSecurityException {
        for (int index = 0; index < keyset.size(); index++) {
            KeysetHandle.Entry entry = keyset.getAt(index);
            if (entry.getStatus() == KeyStatus.ENABLED) {
                KeysetHandle alone = KeysetHandle.newBuilder()
                        .addEntry(KeysetHandle.importKey(entry.getKey())
                                .withFixedId(entry.getId())
                                .makePrimary())
                        .build();
                keys.put(
                        Integer.toUnsignedString(entry.getId()),
                        alone.getPrimitive(RegistryConfiguration.get(), StreamingAead.class));
            }
        }
        this.primary = Integer.toUnsignedString(keyset.getPrimary().getId());
    }

    /**
     * Parses a keyset.
     *
     * @param json a cleartext keyset in Tink's JSON format, as {@code tinkey} writes it without a master key
     * @return the keys
     * @throws IllegalArgumentException if the keyset is invalid or not for streaming AEAD; the message does not contain
     *     the keyset
     */
    public static BackupKeys parse(String json) {
        try {
            StreamingAeadConfig.register();
            return new BackupKeys(TinkJsonProtoKeysetFormat.parseKeyset(json, InsecureSecretKeyAccess.get()));
        } catch (GeneralSecurityException malformed) {
            // The cause is omitted, because its message may quote the key.
            throw new IllegalArgumentException(
                    "The keyset for backups is not a Tink keyset in JSON format with keys for streaming AEAD");
        }
    }

    /**
     * Decrypts a keyset with a key management service.
     *
     * @param json an encrypted keyset in Tink's JSON format, as {@code tinkey} writes it with a master key and without
     *     associated data
     * @param kmsUri the key in the service, for example {@code aws-kms://arn:...}; its client must be registered with
     *     Tink's {@link KmsClients}
     * @return the keys
     * @throws IllegalArgumentException if there is no client for the URI, the service refuses, or the keyset is
     *     invalid; the message does not contain the keyset
     */
    public static BackupKeys parse(String json, String kmsUri) {
        try {
            StreamingAeadConfig.register();
            Aead master = KmsClients.get(kmsUri).getAead(kmsUri);
            return new BackupKeys(TinkJsonProtoKeysetFormat.parseEncryptedKeyset(json, master, new byte[0]));
        } catch (GeneralSecurityException refused) {
            throw new IllegalArgumentException(
                    "The keyset for backups cannot be decrypted with " + kmsUri + ": " + refused.getMessage(), refused);
        }
    }

    /**
     * Generates a keyset with one key: AES-256 GCM with HKDF-SHA-256 and segments of 1 MB.
     *
     * @return the JSON, for {@link #parse}; required to read the backups, and to be kept secret
     */
    public static String generate() {
        try {
            StreamingAeadConfig.register();
            return TinkJsonProtoKeysetFormat.serializeKeyset(
                    KeysetHandle.generateNew(PredefinedStreamingAeadParameters.AES256_GCM_HKDF_1MB),
                    InsecureSecretKeyAccess.get());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Tink cannot generate a key", impossible);
        }
    }

    /**
     * Returns the key for encryption.
     *
     * @return the id in the keyset, unsigned, in decimal
     */
    public String primaryId() {
        return primary;
    }

    /**
     * Checks whether a key can decrypt.
     *
     * @param keyId the id of a key, in the format of {@link #primaryId}
     * @return true if the keyset has the key, and the key is enabled
     */
    public boolean has(String keyId) {
        return keys.containsKey(keyId);
    }

    /**
     * Encrypts a stream with the primary key.
     *
     * @param out the target of the encrypted bytes
     * @param identity the backup that the encryption is bound to
     * @return a stream for the plain bytes; closing it finishes the encryption
     * @throws IOException if the target fails
     */
    public OutputStream encrypting(OutputStream out, BackupIdentity identity) throws IOException {
        try {
            return key(primary).newEncryptingStream(out, identity.boundTo(primary));
        } catch (GeneralSecurityException failure) {
            throw new IOException("The backup cannot be encrypted", failure);
        }
    }

    /**
     * Decrypts a stream.
     *
     * @param keyId the identifier of the key
     * @param in the encrypted bytes
     * @param identity the backup that the encryption is bound to
     * @return the plain bytes
     * @throws IOException if the key is missing or the source fails
     */
    public InputStream decrypting(String keyId, InputStream in, BackupIdentity identity) throws IOException {
        try {
            return key(keyId).newDecryptingStream(in, identity.boundTo(keyId));
        } catch (GeneralSecurityException failure) {
            throw new IOException("The backup cannot be decrypted", failure);
        }
    }

    private StreamingAead key(String keyId) throws IOException {
        @Nullable StreamingAead key = keys.get(keyId);
        if (key == null) {
            throw new IOException("The backup is encrypted with a key that is not in the keyset: " + keyId);
        }
        return key;
    }

    @Override
    public String toString() {
        return "BackupKeys";
    }
}
