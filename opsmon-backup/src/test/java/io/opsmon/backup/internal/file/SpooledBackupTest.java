package io.opsmon.backup.internal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opsmon.backup.file.BackupIdentity;
import io.opsmon.backup.file.BackupKeys;
import io.opsmon.backup.file.BackupManifest;
import io.opsmon.backup.file.DamagedBackupException;
import io.opsmon.chain.Hash;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpooledBackupTest {

    private static final BackupEncoding ENCODING = new BackupEncoding(3, BackupKeys.parse(BackupKeys.generate()));

    private final byte[] dump = new byte[300_000];
    private final byte[] file;
    private final BackupManifest manifest;

    @TempDir
    private Path directory;

    SpooledBackupTest() throws IOException {
        new Random(3).nextBytes(dump);
        BackupIdentity identity = new BackupIdentity("1", "shop", "main", "h2", Instant.EPOCH);
        ByteArrayOutputStream stored = new ByteArrayOutputStream();
        EncodedDump encoded = ENCODING.encode(identity, stored);
        try (encoded) {
            encoded.write(dump);
        }
        file = stored.toByteArray();
        manifest = manifest(file.length, encoded.sha256());
    }

    private BackupManifest manifest(long storedBytes, Hash sha256) {
        return new BackupManifest(
                "1",
                "shop",
                "main",
                "H2",
                "h2",
                null,
                Instant.EPOCH,
                "f",
                dump.length,
                storedBytes,
                ENCODING.keyId(),
                sha256,
                List.of(),
                null);
    }

    private SpooledBackup spool(BackupManifest of, byte[] stored) throws IOException {
        return SpooledBackup.of(of, ENCODING, new ByteArrayInputStream(stored), directory);
    }

    @Test
    void givesTheDumpAsOftenAsItIsAskedAndHasNoNameMeanwhile() throws IOException {
        try (SpooledBackup copy = spool(manifest, file)) {
            // The copy has no name that another process could open, or that could remain after a crash.
            assertThat(directory).isEmptyDirectory();
            try (InputStream first = copy.open();
                    InputStream second = copy.open()) {
                assertThat(first.readNBytes(1_000)).isEqualTo(Arrays.copyOf(dump, 1_000));
                assertThat(second.readAllBytes()).isEqualTo(dump);
                assertThat(Arrays.equals(first.readAllBytes(), 0, 299_000, dump, 1_000, 300_000))
                        .isTrue();
            }
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void refusesAnotherFileBeforeItIsDecoded() {
        byte[] flipped = file.clone();
        flipped[file.length / 2] ^= 1;
        for (byte[] other : List.of(
                flipped, Arrays.copyOf(file, file.length - 1), Arrays.copyOf(file, file.length + 1), new byte[0])) {
            assertThatThrownBy(() -> spool(manifest, other))
                    .isInstanceOf(DamagedBackupException.class)
                    .hasMessageContaining("SHA-256");
        }
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void readsNoMoreThanTheManifestSays() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 'x';
            }
        };
        assertThatThrownBy(() -> SpooledBackup.of(manifest, ENCODING, endless, directory))
                .isInstanceOf(DamagedBackupException.class)
                .hasMessageContaining("more than " + file.length);
    }

    /** Segments of a valid encryption with a matching manifest: only the end shows that segments are missing. */
    @Test
    void refusesAFileThatCannotBeDecodedToItsEnd() {
        byte[] cut = Arrays.copyOf(file, file.length - 20);

        assertThatThrownBy(() -> spool(manifest(cut.length, Hash.sha256(cut)), cut))
                .isInstanceOf(DamagedBackupException.class)
                .hasMessageContaining("is damaged, truncated");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void saysThatTheDirectoryIsTooSmall() {
        assertThatThrownBy(() -> spool(manifest(Long.MAX_VALUE, manifest.sha256()), file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("opsmon.backup.spool-directory");
    }

    @Test
    void makesItsDirectoryForItsUserOnly() throws IOException {
        Path made = directory.resolve("a/b");
        SpooledBackup.of(manifest, ENCODING, new ByteArrayInputStream(file), made)
                .close();

        assertThat(Files.getPosixFilePermissions(made)).isEqualTo(PosixFilePermissions.fromString("rwx------"));
    }
}
