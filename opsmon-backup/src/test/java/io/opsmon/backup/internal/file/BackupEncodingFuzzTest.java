package io.opsmon.backup.internal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opsmon.backup.file.BackupIdentity;
import io.opsmon.backup.file.BackupKeys;
import io.opsmon.backup.file.BackupManifest;
import io.opsmon.backup.file.DamagedBackupException;
import io.opsmon.chain.Hash;
import io.opsmon.fuzz.FuzzContract;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/**
 * A file is decoded to at most the size in its manifest, or rejected with a {@link DamagedBackupException}; the same
 * applies to its copy. The first byte of an input decides whether the file is encrypted, the second the size of its
 * dump.
 */
class BackupEncodingFuzzTest extends FuzzContract {

    private static final Instant TIME = Instant.parse("2026-11-25T08:00:00Z");
    private static final BackupIdentity IDENTITY = new BackupIdentity("1", "shop", "orders", "postgresql", TIME);
    private static final int MAX_DUMP = 255 * 64;

    private final BackupEncoding plain = new BackupEncoding(3, null);
    private final BackupEncoding encrypting = new BackupEncoding(3, BackupKeys.parse(BackupKeys.generate()));

    @Override
    protected void read(byte[] input) throws IOException {
        if (input.length < 2) {
            return;
        }
        BackupEncoding encoding = (input[0] & 1) == 0 ? plain : encrypting;
        long dumpBytes = Byte.toUnsignedLong(input[1]) * 64;
        byte[] file = Arrays.copyOfRange(input, 2, input.length);
        read(encoding, manifest(encoding, dumpBytes, file), file);
        byte[] encoded = encoded(encoding, file);
        BackupManifest manifest = manifest(encoding, file.length, encoded);
        try (InputStream dump = encoding.decode(manifest, new ByteArrayInputStream(encoded))) {
            assertThat(dump.readAllBytes()).isEqualTo(file);
        }
        // A correct hash does not authenticate a file with appended bytes.
        byte[] longer = Arrays.copyOf(encoded, encoded.length + file.length);
        System.arraycopy(file, 0, longer, encoded.length, file.length);
        read(encoding, manifest(encoding, file.length, longer), longer);
    }

    private static void read(BackupEncoding encoding, BackupManifest manifest, byte[] file) throws IOException {
        long count = 0;
        try (InputStream dump = encoding.decode(manifest, new ByteArrayInputStream(file))) {
            byte[] chunk = new byte[1_000];
            int read = dump.read(chunk);
            while (read >= 0) {
                count += read;
                assertThat(count).isLessThanOrEqualTo(manifest.dumpBytes());
                read = dump.read(chunk);
            }
            assertThat(count).isEqualTo(manifest.dumpBytes());
        } catch (DamagedBackupException refused) {
            assertThat(refused.getMessage()).isNotBlank();
            assertThatThrownBy(() -> spool(encoding, manifest, file)).isInstanceOf(DamagedBackupException.class);
        }
    }

    private static void spool(BackupEncoding encoding, BackupManifest manifest, byte[] file) throws IOException {
        Path directory = Files.createDirectories(Path.of("target", "fuzz-spool"));
        SpooledBackup.of(manifest, encoding, new ByteArrayInputStream(file), directory)
                .close();
    }

    private static BackupManifest manifest(BackupEncoding encoding, long dumpBytes, byte[] file) {
        return new BackupManifest(
                IDENTITY.id(),
                IDENTITY.application(),
                IDENTITY.dataSource(),
                "PostgreSQL 15.18",
                IDENTITY.runner(),
                null,
                TIME,
                "orders/one.dump",
                dumpBytes,
                file.length,
                encoding.keyId(),
                Hash.sha256(file),
                List.of(),
                null);
    }

    private static byte[] encoded(BackupEncoding encoding, byte[] dump) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (EncodedDump encoded = encoding.encode(IDENTITY, file)) {
            encoded.write(dump);
        }
        return file.toByteArray();
    }

    @Override
    protected Stream<byte[]> seeds() throws IOException {
        byte[] noise = new byte[MAX_DUMP / 4];
        new Random(1).nextBytes(noise);
        byte[] text = "CREATE TABLE orders (id bigint);\n".repeat(100).getBytes(StandardCharsets.UTF_8);
        byte[] skippable = {0, 1, 0x50, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 'a', 'b', 'c'};
        return Stream.of(
                seed(plain, 1, new byte[64]),
                seed(plain, 50, text),
                seed(plain, 255, noise),
                seed(encrypting, 1, new byte[64]),
                seed(encrypting, 0, text),
                skippable);
    }

    private static byte[] seed(BackupEncoding encoding, int size, byte[] dump) throws IOException {
        byte[] file = encoded(encoding, dump);
        byte[] seed = new byte[file.length + 2];
        seed[0] = (byte) (encoding.keyId() == null ? 0 : 1);
        seed[1] = (byte) size;
        System.arraycopy(file, 0, seed, 2, file.length);
        return seed;
    }
}
