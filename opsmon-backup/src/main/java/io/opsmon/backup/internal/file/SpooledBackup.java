package io.opsmon.backup.internal.file;

import io.opsmon.backup.file.BackupManifest;
import io.opsmon.backup.file.DamagedBackupException;
import io.opsmon.chain.Hash;
import io.opsmon.internal.file.PrivateFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.UUID;

/**
 * A private copy of a backup's file that matches the manifest. The file is read from the storage once; size and SHA-256
 * are compared before its content is interpreted. The copy is then decrypted and decompressed to its end once, so that
 * a restore begins with a complete dump. Restores read the copy and never the storage again, so that later changes of
 * the storage have no effect.
 *
 * <p>The copy is encrypted and compressed like the file. The copy has the permissions {@code 0600} and no name: it is
 * unlinked as soon as it is open, or on Windows when its handle is closed. Therefore no copy remains after a crash.
 * Memory is constant.
 *
 * @since 0.1
 */
public final class SpooledBackup implements AutoCloseable {

    private static final int CHUNK = 1 << 16;

    private final BackupManifest manifest;
    private final BackupEncoding encoding;
    private final FileChannel copy;

    private SpooledBackup(BackupManifest manifest, BackupEncoding encoding, FileChannel copy) {
        this.manifest = manifest;
        this.encoding = encoding;
        this.copy = copy;
    }

    /**
     * Copies a file and checks the copy.
     *
     * @param manifest the manifest to compare with
     * @param encoding the encoding that decodes the file
     * @param file the file in the storage, read to its end, left open
     * @param directory the directory of the copy; created with access for this user only if missing
     * @return the copy
     * @throws DamagedBackupException if the file does not match the manifest, or cannot be decoded to its end; no copy
     *     is left then
     * @throws IOException if the file cannot be read, its key is missing, or the directory has not enough space; no
     *     copy is left then
     */
    public static SpooledBackup of(BackupManifest manifest, BackupEncoding encoding, InputStream file, Path directory)
            throws IOException {
        SpooledBackup spooled = new SpooledBackup(manifest, encoding, create(directory, manifest));
        boolean isWhole = false;
        try {
            spooled.copy(file);
            try (InputStream dump = spooled.open()) {
                dump.transferTo(OutputStream.nullOutputStream());
            }
            isWhole = true;
            return spooled;
        } finally {
            if (!isWhole) {
                spooled.close();
            }
        }
    }

    private static FileChannel create(Path directory, BackupManifest manifest) throws IOException {
        PrivateFiles.createDirectories(directory);
        long room = Files.getFileStore(directory).getUsableSpace();
        if (room < manifest.storedBytes()) {
            throw new IOException("Backup \"" + manifest.id() + "\" cannot be copied to \"" + directory + "\": the"
                    + " file has " + manifest.storedBytes() + " bytes, and the directory has " + room + " bytes of"
                    + " free space. Set opsmon.backup.spool-directory to a directory on a larger disk");
        }
        return PrivateFiles.open(
                directory.resolve("opsmon-spool-" + UUID.randomUUID()),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE,
                LinkOption.NOFOLLOW_LINKS);
    }

    /** Stops at the first byte beyond the size in the manifest. */
    private void copy(InputStream file) throws IOException {
        MessageDigest digest = Hash.newDigest();
        byte[] chunk = new byte[CHUNK];
        long count = 0;
        int read = file.read(chunk);
        while (read >= 0 && count <= manifest.storedBytes()) {
            digest.update(chunk, 0, read);
            ByteBuffer bytes = ByteBuffer.wrap(chunk, 0, read);
            while (bytes.hasRemaining()) {
                copy.write(bytes);
            }
            count += read;
            read = file.read(chunk);
        }
        Hash hash = Hash.of(digest.digest());
        if (count != manifest.storedBytes() || !hash.equals(manifest.sha256())) {
            throw new DamagedBackupException(
                    "The file of backup \"" + manifest.id() + "\" is damaged or exchanged: it"
                            + " has "
                            + (count > manifest.storedBytes()
                                    ? "more than " + manifest.storedBytes()
                                    : String.valueOf(count))
                            + " bytes and the SHA-256 " + hash + ", but the manifest"
                            + " has " + manifest.storedBytes() + " bytes and " + manifest.sha256(),
                    null);
        }
    }

    /**
     * Opens the dump in the copy.
     *
     * @return the dump from its beginning, independent of other readers, with the guarantees of
     *     {@link BackupEncoding#decode}
     * @throws IOException if the copy cannot be read
     */
    public InputStream open() throws IOException {
        return encoding.decode(manifest, new CopyInput());
    }

    /** Reads the copy at an independent position. */
    private final class CopyInput extends InputStream {

        private long position;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            int read = copy.read(ByteBuffer.wrap(into, offset, length), position);
            position += Math.max(read, 0);
            return read;
        }
    }

    /** Deletes the copy. */
    @Override
    public void close() throws IOException {
        copy.close();
    }
}
