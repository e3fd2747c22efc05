package io.opsmon.backup.file;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import io.opsmon.chain.Hash;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * Turns a dump into what lies in storage, and back: Zstandard (RFC 8878) with a checksum, then Tink's streaming AEAD where there are keys, then SHA-256 over what results. In constant memory, whatever the size. Encryption is bound to the backup's id, so that
 * a file that was put in the place of another is refused. Immutable and thread-safe; its streams are not.
 *
 * @since 0.1
 */
public final class BackupEncoding {

    /** What Zstandard does by itself, a good compromise. */
    public static final int DEFAULT_LEVEL = 3;

    private static final int MAX_LEVEL = 19;

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
     * Encodes a dump.
     *
     * @param backupId the backup's id
     * @param storage where it goes; closed with the dump
     * @return where the dump is written to; once that is closed, it knows sizes and hash
     * @throws IOException if storage fails
     */
    public EncodedDump encode(String backupId, OutputStream storage) throws IOException {
        HashingOutputStream stored = new HashingOutputStream(storage);
        OutputStream encrypted = keys == null ? stored : keys.encrypting(stored, belongingTo(backupId));
        ZstdOutputStream compressed = new ZstdOutputStream(encrypted, level);
        compressed.setChecksum(true);
        return new EncodedDump(compressed, stored);
    }

    /**
     * Decodes a dump.
     *
     * @param manifest describes what is read
     * @param storage the file; closed with the result
     * @return the dump. Whoever reads it to its end has got exactly what was written; anything else ends with an {@link IOException} that says whether the file is damaged, cut off, another one, or encrypted with a key that is not there
     * @throws IOException if it is encrypted and there are no keys, or storage fails
     */
    public InputStream decode(BackupManifest manifest, InputStream storage) throws IOException {
        if (manifest.keyId() != null && keys == null) {
            throw new IOException("The backup " + manifest.id() + " is encrypted with the key " + manifest.keyId()
                    + ", and there are no keys");
        }
        HashingInputStream stored = new HashingInputStream(storage);
        InputStream plain =
                manifest.keyId() == null || keys == null ? stored : keys.decrypting(stored, belongingTo(manifest.id()));
        return new DecodedDump(new ZstdInputStream(plain), stored, manifest);
    }

    private static byte[] belongingTo(String backupId) {
        return ("opsmon backup " + backupId).getBytes(StandardCharsets.UTF_8);
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
                throw new IOException(
                        "The file of the backup " + manifest.id()
                                + " is damaged, cut off, not the one that was written, or encrypted with a key that is not in the keyset ("
                                + manifest.keyId() + ")",
                        failure);
            }
            if (read >= 0) {
                count += read;
            } else if (!checked) {
                check();
            }
            return read;
        }

        private void check() throws IOException {
            Hash hash = stored.hash();
            if (!hash.equals(manifest.sha256()) || count != manifest.dumpBytes()) {
                throw new IOException(
                        "The file of the backup " + manifest.id() + " is not the one that was written: its SHA-256 is "
                                + hash + " and the dump in it has " + count + " bytes, in the manifest are "
                                + manifest.sha256() + " and "
                                + manifest.dumpBytes());
            }
            checked = true;
        }
    }
}
