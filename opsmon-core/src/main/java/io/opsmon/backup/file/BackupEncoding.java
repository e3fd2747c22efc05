package io.opsmon.backup.file;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import io.opsmon.chain.Hash;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * Turns a dump into what lies in storage, and back: Zstandard (RFC 8878) with a checksum, then Tink's streaming AEAD
 * where there are keys, then SHA-256 over what results. In constant memory, whatever the size. Encryption is bound to
 * the backup's {@link BackupIdentity} and key, so that a file that was put in the place of another is refused.
 * Decompression stops at the size in the manifest, and at a window of 16 MB. Frames that Zstandard skips are hashed and
 * counted with the file, and are no part of the dump. Immutable and thread-safe; its streams are not.
 *
 * @since 0.1
 */
public final class BackupEncoding {

    /** What Zstandard does by itself, a good compromise. */
    public static final int DEFAULT_LEVEL = 3;

    private static final int MAX_LEVEL = 19;

    /** The highest level writes with windows of 2^23 bytes; a frame that asks for more memory than this is not ours. */
    private static final int MAX_WINDOW_LOG = 24;

    private final int level;
    private final @Nullable BackupKeys keys;

    /**
     * Makes an encoding.
     *
     * @param level of compression, from 1, the quickest, to 19, the smallest
     * @param keys the keys; null to encrypt nothing
     */
    public BackupEncoding(int level, @Nullable BackupKeys keys) {
        Assert.isTrue(level >= 1 && level <= MAX_LEVEL, () -> "compression-level must be from 1 to 19, is " + level);
        this.level = level;
        this.keys = keys;
    }

    /**
     * Which key encrypts.
     *
     * @return its id; null if nothing is encrypted
     */
    public @Nullable String keyId() {
        return keys == null ? null : keys.primaryId();
    }

    /**
     * Whether a file can be decrypted.
     *
     * @param keyId the key that the file is encrypted with
     * @return true if the keyset has the key
     */
    public boolean hasKey(String keyId) {
        return keys != null && keys.has(keyId);
    }

    /**
     * Encodes a dump.
     *
     * @param identity of the backup
     * @param storage where it goes; closed with the dump
     * @return where the dump is written to; once that is closed, it knows sizes and hash
     * @throws IOException if storage fails
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
     * @param manifest describes what is read
     * @param storage the file; closed with the result
     * @return the dump. Whoever reads it to its end has got exactly what was written; anything else ends with an
     *     {@link IOException} that says whether the file is damaged, cut off, another one, or encrypted with a key that
     *     is not there
     * @throws IOException if it is encrypted and there are no keys, or storage fails
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
            throw new IOException(
                    "The backup " + manifest.id() + " is encrypted with the key " + keyId + ", and there are no keys");
        }
        if (!keys.has(keyId)) {
            throw new IOException(
                    "The backup " + manifest.id() + " is encrypted with a key that is not in the keyset: " + keyId);
        }
        return keys.decrypting(keyId, stored, manifest.identity());
    }

    /** Compares with the manifest when the dump has been read to its end. */
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
                        "The file of the backup " + manifest.id()
                                + " is damaged, cut off, or not the one that was written: " + failure.getMessage(),
                        failure);
            }
            if (read >= 0) {
                count += read;
                if (count > manifest.dumpBytes()) {
                    throw new DamagedBackupException(
                            "The file of the backup " + manifest.id()
                                    + " is not the one that was written: the dump in it has more than the "
                                    + manifest.dumpBytes() + " bytes that are in the manifest",
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
                        "The file of the backup " + manifest.id() + " is not the one that was written: its SHA-256 is "
                                + hash + " and the dump in it has " + count + " bytes, in the manifest are "
                                + manifest.sha256() + " and "
                                + manifest.dumpBytes(),
                        null);
            }
            checked = true;
        }
    }
}
