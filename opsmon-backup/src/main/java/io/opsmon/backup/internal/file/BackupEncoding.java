package io.opsmon.backup.internal.file;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import io.opsmon.backup.file.BackupIdentity;
import io.opsmon.backup.file.BackupKeys;
import io.opsmon.backup.file.BackupManifest;
import io.opsmon.backup.file.DamagedBackupException;
import io.opsmon.chain.Hash;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * Encodes dumps to stored files and decodes them. A dump is compressed with Zstandard (RFC 8878) and a checksum,
 * encrypted with Tink's streaming AEAD if there are keys, and hashed with SHA-256. Memory is constant for any size.
 * Encryption is bound to the backup's {@link BackupIdentity} and key, so that an exchanged file is rejected.
 * Decompression stops at the size in the manifest, and at a window of 16 MB. Skippable frames of Zstandard are hashed
 * and counted with the file, but are not part of the dump. Immutable and thread-safe; its streams are not.
 *
 * @since 0.1
 */
public final class BackupEncoding {

    /** The default level of Zstandard. */
    public static final int DEFAULT_LEVEL = 3;

    private static final int MAX_LEVEL = 19;

    /**
     * The highest level writes windows of 2^23 bytes. A frame that needs more memory than this limit was not written by
     * opsmon.
     */
    private static final int MAX_WINDOW_LOG = 24;

    private final int level;
    private final @Nullable BackupKeys keys;

    /**
     * Creates an encoding.
     *
     * @param level the compression level, from 1 (fastest) to 19 (smallest)
     * @param keys the keys; null for no encryption
     */
    public BackupEncoding(int level, @Nullable BackupKeys keys) {
        Assert.isTrue(level >= 1 && level <= MAX_LEVEL, () -> "compression-level must be from 1 to 19, is " + level);
        this.level = level;
        this.keys = keys;
    }

    /**
     * Returns the id of the key for encryption.
     *
     * @return the id; null without encryption
     */
    public @Nullable String keyId() {
        return keys == null ? null : keys.primaryId();
    }

    /**
     * Checks whether a file can be decrypted.
     *
     * @param keyId the id of the file's key
     * @return true if the keyset has the key
     */
    public boolean hasKey(String keyId) {
        return keys != null && keys.has(keyId);
    }

    /**
     * Encodes a dump.
     *
     * @param identity the identity of the backup
     * @param storage the stream that receives the file; closed with the dump
     * @return the stream for the dump, which has sizes and hash after it is closed
     * @throws IOException if the storage fails
     */
    public EncodedDump encode(BackupIdentity identity, OutputStream storage) throws IOException {
        HashingOutputStream stored = new HashingOutputStream(storage);
        OutputStream encrypted = keys == null ? stored : keys.encrypting(stored, identity);
        ZstdOutputStream compressed = new ZstdOutputStream(encrypted, level);
        compressed.setChecksum(true);
        return new EncodedDump(compressed, stored);
    }

    /**
     * Decodes a dump.
     *
     * @param manifest the manifest of the file
     * @param storage the file; closed with the result
     * @return the dump. Only the exact original dump can be read to its end. Otherwise reading ends with an
     *     {@link IOException} that names the reason: a damaged, truncated or exchanged file, or a missing key
     * @throws IOException if the file is encrypted and the key is missing, or the storage fails
     */
    public InputStream decode(BackupManifest manifest, InputStream storage) throws IOException {
        HashingInputStream stored = new HashingInputStream(storage);
        ZstdInputStream dump = new ZstdInputStream(decrypted(manifest, stored));
        dump.setLongMax(MAX_WINDOW_LOG);
        return new DecodedDump(dump, stored, manifest);
    }

    private InputStream decrypted(BackupManifest manifest, InputStream stored) throws IOException {
        @Nullable String keyId = manifest.keyId();
        if (keyId == null) {
            return stored;
        }
        if (keys == null) {
            throw new IOException("Backup \"" + manifest.id() + "\" is encrypted with the key " + keyId
                    + ", but no keyset is configured");
        }
        if (!keys.has(keyId)) {
            throw new IOException(
                    "Backup \"" + manifest.id() + "\" is encrypted with a key that is not in the keyset: " + keyId);
        }
        return keys.decrypting(keyId, stored, manifest.identity());
    }

    /** Compares the dump with the manifest at the end of the stream. */
    private static final class DecodedDump extends SequentialInput {

        private final HashingInputStream stored;
        private final BackupManifest manifest;
        private long count;
        private boolean checked;

        DecodedDump(InputStream in, HashingInputStream stored, BackupManifest manifest) {
            super(in);
            this.stored = stored;
            this.manifest = manifest;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read;
            try {
                read = in.read(bytes, offset, length);
            } catch (IOException failure) {
                throw new DamagedBackupException(
                        "The file of backup \"" + manifest.id() + "\" is damaged, truncated or exchanged: "
                                + failure.getMessage(),
                        failure);
            }
            if (read >= 0) {
                count += read;
                if (count > manifest.dumpBytes()) {
                    throw new DamagedBackupException(
                            "The file of backup \"" + manifest.id() + "\" does not match its manifest: the dump"
                                    + " has more than the " + manifest.dumpBytes() + " bytes of the manifest",
                            null);
                }
            } else if (!checked) {
                check();
            }
            return read;
        }

        private void check() throws IOException {
            Hash hash = stored.hash();
            if (!hash.equals(manifest.sha256()) || count != manifest.dumpBytes()) {
                throw new DamagedBackupException(
                        "The file of backup \"" + manifest.id() + "\" does not match its manifest: its SHA-256"
                                + " is " + hash + " and the dump has " + count + " bytes, but the manifest"
                                + " has " + manifest.sha256() + " and " + manifest.dumpBytes(),
                        null);
            }
            checked = true;
        }
    }
}
