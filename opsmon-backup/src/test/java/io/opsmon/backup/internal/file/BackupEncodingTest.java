package io.opsmon.backup.internal.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.luben.zstd.ZstdOutputStream;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.KmsClient;
import com.google.crypto.tink.KmsClients;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.streamingaead.PredefinedStreamingAeadParameters;
import io.opsmon.backup.file.BackupIdentity;
import io.opsmon.backup.file.BackupKeys;
import io.opsmon.backup.file.BackupManifest;
import io.opsmon.backup.file.DamagedBackupException;
import io.opsmon.chain.Hash;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BackupEncodingTest {

    private static final String KEYSET = BackupKeys.generate();

    /** The content of the storage. */
    private static final class Stored {

        private final byte[] bytes;
        private final BackupManifest manifest;

        Stored(byte[] bytes, BackupManifest manifest) {
            this.bytes = bytes;
            this.manifest = manifest;
        }

        byte[] bytes() {
            return bytes;
        }

        BackupManifest manifest() {
            return manifest;
        }

        Stored with(byte[] others) {
            return new Stored(others, manifest);
        }
    }

    static Stream<BackupEncoding> encodings() {
        return Stream.of(new BackupEncoding(3, null), new BackupEncoding(1, BackupKeys.parse(KEYSET)));
    }

    /** Compressible text and incompressible noise, larger than a segment. */
    private static byte[] dump() {
        byte[] dump = new byte[(5 << 20) + 13];
        new Random(1).nextBytes(dump);
        Arrays.fill(dump, 0, 1 << 20, (byte) 'x');
        return dump;
    }

    private static Stored encode(BackupEncoding encoding, String id, byte[] dump) throws IOException {
        ByteArrayOutputStream storage = new ByteArrayOutputStream();
        EncodedDump encoded = encoding.encode(
                new BackupIdentity(id, "shop", "orders", "postgresql", Instant.parse("2026-11-25T08:00:00Z")), storage);
        try (encoded) {
            for (int i = 0; i < dump.length; i += 100_000) {
                encoded.write(dump, i, Math.min(100_000, dump.length - i));
            }
        }
        assertThat(encoded.dumpBytes()).isEqualTo(dump.length);
        assertThat(encoded.storedBytes()).isEqualTo(storage.size());
        return new Stored(
                storage.toByteArray(),
                new BackupManifest(
                        id,
                        "shop",
                        "orders",
                        "PostgreSQL 15.18",
                        "postgresql",
                        "pg_dump 15.18",
                        Instant.parse("2026-11-25T08:00:00Z"),
                        "orders/one.dump",
                        encoded.dumpBytes(),
                        encoded.storedBytes(),
                        encoding.keyId(),
                        encoded.sha256(),
                        List.of(),
                        null));
    }

    private static byte[] decode(BackupEncoding encoding, Stored stored) throws IOException {
        try (InputStream in = encoding.decode(stored.manifest(), new ByteArrayInputStream(stored.bytes()))) {
            return in.readAllBytes();
        }
    }

    @ParameterizedTest
    @MethodSource("encodings")
    void givesBackExactlyWhatWasDumped(BackupEncoding encoding) throws IOException {
        Stored stored = encode(encoding, "1", dump());

        assertThat(stored.bytes().length).isBetween(4 << 20, (4 << 20) + 10_000);
        assertThat(decode(encoding, stored)).isEqualTo(dump());
        assertThat(decode(encoding, encode(encoding, "2", new byte[0]))).isEmpty();
    }

    /** Zstandard skips skippable frames. They are hashed and counted, but never part of the dump. */
    @Test
    void countsAndHashesFramesThatAreSkipped() throws IOException {
        BackupEncoding encoding = new BackupEncoding(3, null);
        byte[] dump = "CREATE TABLE orders (id bigint)".getBytes(StandardCharsets.UTF_8);
        Stored stored = encode(encoding, "1", dump);
        byte[] hidden = {0x50, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 'a', 'b', 'c'};
        for (byte[] changed : List.of(joined(hidden, stored.bytes()), joined(stored.bytes(), hidden))) {
            assertThatThrownBy(() -> decode(encoding, stored.with(changed))).isInstanceOf(DamagedBackupException.class);
            // A manifest for this file gives the dump and nothing else.
            assertThat(decode(encoding, new Stored(changed, manifestOf(stored, changed))))
                    .isEqualTo(dump);
        }
        byte[] endless = {0x50, 0x2A, 0x4D, 0x18, -1, -1, -1, -1};
        byte[] changed = joined(endless, stored.bytes());
        assertThatThrownBy(() -> decode(encoding, new Stored(changed, manifestOf(stored, changed))))
                .isInstanceOf(DamagedBackupException.class);
    }

    private static byte[] joined(byte[] head, byte[] tail) {
        byte[] joined = Arrays.copyOf(head, head.length + tail.length);
        System.arraycopy(tail, 0, joined, head.length, tail.length);
        return joined;
    }

    private static BackupManifest manifestOf(Stored stored, byte[] file) {
        BackupManifest manifest = stored.manifest();
        return new BackupManifest(
                manifest.id(),
                manifest.application(),
                manifest.dataSource(),
                manifest.engine(),
                manifest.runner(),
                manifest.tool(),
                manifest.createdAt(),
                manifest.file(),
                manifest.dumpBytes(),
                file.length,
                manifest.keyId(),
                Hash.sha256(file),
                List.of(),
                null);
    }

    @ParameterizedTest
    @MethodSource("encodings")
    void refusesAFileThatWasCutOffAtAnyPlace(BackupEncoding encoding) throws IOException {
        Stored stored = encode(encoding, "1", dump());

        for (int length : new int[] {0, 1, 100, 1 << 20, (1 << 20) + 1, stored.bytes().length - 1}) {
            assertThatThrownBy(() -> decode(encoding, stored.with(Arrays.copyOf(stored.bytes(), length))))
                    .as("%d bytes", length)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("backup \"1\"");
        }
    }

    @ParameterizedTest
    @MethodSource("encodings")
    void refusesAFileWithOneBitFlippedAnywhere(BackupEncoding encoding) throws IOException {
        Stored stored = encode(encoding, "1", dump());
        Random random = new Random(2);

        for (int i = 0; i < 40; i++) {
            byte[] damaged = stored.bytes().clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            assertThatThrownBy(() -> decode(encoding, stored.with(damaged))).isInstanceOf(IOException.class);
        }
        byte[] longer = Arrays.copyOf(stored.bytes(), stored.bytes().length + 1);
        assertThatThrownBy(() -> decode(encoding, stored.with(longer))).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @MethodSource("encodings")
    void refusesTheFileOfAnotherBackup(BackupEncoding encoding) throws IOException {
        Stored stored = encode(encoding, "1", dump());
        Stored other = encode(encoding, "2", dump());

        Stored swapped = new Stored(other.bytes(), stored.manifest());
        if (encoding.keyId() == null) {
            // Without encryption, the same dump gives the same file.
            assertThat(decode(encoding, swapped)).isEqualTo(dump());
            byte[] changed = dump();
            changed[0] = 'y';
            assertThatThrownBy(() -> decode(
                            encoding, new Stored(encode(encoding, "2", changed).bytes(), stored.manifest())))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("does not match its manifest");
        } else {
            assertThatThrownBy(() -> decode(encoding, swapped)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void readsWhatAnEarlierKeyWroteAndWritesWithTheLatest() throws IOException, GeneralSecurityException {
        Stored old = encode(new BackupEncoding(3, BackupKeys.parse(KEYSET)), "1", dump());
        KeysetHandle before = TinkJsonProtoKeysetFormat.parseKeyset(KEYSET, InsecureSecretKeyAccess.get());
        KeysetHandle rotated = KeysetHandle.newBuilder(before)
                .addEntry(
                        KeysetHandle.generateEntryFromParameters(PredefinedStreamingAeadParameters.AES256_GCM_HKDF_1MB)
                                .withRandomId()
                                .makePrimary())
                .build();
        BackupEncoding encoding = new BackupEncoding(
                3, BackupKeys.parse(TinkJsonProtoKeysetFormat.serializeKeyset(rotated, InsecureSecretKeyAccess.get())));

        assertThat(decode(encoding, old)).isEqualTo(dump());
        Stored fresh = encode(encoding, "2", dump());
        assertThat(fresh.manifest().keyId()).isNotEqualTo(old.manifest().keyId());
        assertThatThrownBy(() -> decode(new BackupEncoding(3, BackupKeys.parse(KEYSET)), fresh))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("" + fresh.manifest().keyId());
    }

    @Test
    void saysThatKeysAreMissingOrWrongWithoutTellingThem() throws IOException {
        Stored stored = encode(new BackupEncoding(3, BackupKeys.parse(KEYSET)), "1", dump());

        assertThatThrownBy(() -> decode(new BackupEncoding(3, null), stored))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no keyset is configured");
        for (@Nullable String wrong : new String[] {"", "{}", "secret-secret", KEYSET.replace("\"key\"", "\"kex\"")}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> BackupKeys.parse(wrong))
                    .withMessageContaining("keyset")
                    .withMessageNotContaining("secret-secret")
                    .withNoCause();
        }
    }

    @Test
    void readsAKeysetThatAKeyManagementServiceHasEncrypted() throws Exception {
        AeadConfig.register();
        Aead master = KeysetHandle.generateNew(PredefinedAeadParameters.AES256_GCM)
                .getPrimitive(RegistryConfiguration.get(), Aead.class);
        KmsClients.add(new KmsClient() {
            @Override
            public boolean doesSupport(String uri) {
                return uri.startsWith("test-kms://");
            }

            @Override
            public KmsClient withCredentials(String path) {
                return this;
            }

            @Override
            public KmsClient withDefaultCredentials() {
                return this;
            }

            @Override
            public Aead getAead(String uri) {
                return master;
            }
        });
        String encrypted = TinkJsonProtoKeysetFormat.serializeEncryptedKeyset(
                TinkJsonProtoKeysetFormat.parseKeyset(KEYSET, InsecureSecretKeyAccess.get()), master, new byte[0]);
        Stored stored = encode(new BackupEncoding(3, BackupKeys.parse(KEYSET)), "1", dump());

        assertThat(decode(new BackupEncoding(3, BackupKeys.parse(encrypted, "test-kms://key")), stored))
                .isEqualTo(dump());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BackupKeys.parse(encrypted, "other-kms://key"))
                .withMessageContaining("other-kms://key");
        assertThatIllegalArgumentException().isThrownBy(() -> BackupKeys.parse(KEYSET, "test-kms://key"));
    }

    @Test
    void hidesTheDumpWhenItIsEncrypted() throws IOException {
        byte[] dump = "a very secret sentence".getBytes(StandardCharsets.UTF_8);

        Stored stored = encode(new BackupEncoding(3, BackupKeys.parse(KEYSET)), "1", dump);

        assertThat(new String(stored.bytes(), StandardCharsets.ISO_8859_1)).doesNotContain("secret");
    }

    private static Stored claiming(Stored stored, byte[] file, long dumpBytes, @Nullable String keyId) {
        BackupManifest old = stored.manifest();
        return new Stored(
                file,
                new BackupManifest(
                        old.id(),
                        old.application(),
                        old.dataSource(),
                        old.engine(),
                        old.runner(),
                        old.tool(),
                        old.createdAt(),
                        old.file(),
                        dumpBytes,
                        file.length,
                        keyId,
                        Hash.sha256(file),
                        List.of(),
                        null));
    }

    /** The manifest matches the file, as a manifest by the sender of both does. */
    @ParameterizedTest
    @MethodSource("encodings")
    void refusesAFileThatUnpacksToMoreLessOrWithSomethingBehindIt(BackupEncoding encoding) throws IOException {
        Stored stored = encode(encoding, "1", dump());
        long size = dump().length;
        String key = encoding.keyId();
        byte[] garbage = Arrays.copyOf(stored.bytes(), stored.bytes().length + 100);
        byte[] cut = Arrays.copyOf(stored.bytes(), stored.bytes().length - 5);

        assertThat(decode(encoding, claiming(stored, stored.bytes(), size, key)))
                .hasSize((int) size);
        for (Stored wrong : List.of(
                claiming(stored, stored.bytes(), size - 1, key),
                claiming(stored, stored.bytes(), size + 1, key),
                claiming(stored, garbage, size, key),
                claiming(stored, cut, size, key))) {
            assertThatThrownBy(() -> decode(encoding, wrong)).isInstanceOf(DamagedBackupException.class);
        }
    }

    /** A gigabyte of zeros in a few kilobytes. */
    @Test
    void stopsUnpackingWhereTheManifestsSizeIsExceeded() throws IOException {
        BackupEncoding encoding = new BackupEncoding(3, null);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        EncodedDump bomb = encoding.encode(new BackupIdentity("1", "", "", "", Instant.EPOCH), file);
        try (bomb) {
            byte[] megabyte = new byte[1 << 20];
            for (int i = 0; i < 1_024; i++) {
                bomb.write(megabyte);
            }
        }
        Stored stored = claiming(encode(encoding, "1", dump()), file.toByteArray(), 1_000, null);
        AtomicLong unpacked = new AtomicLong();

        assertThatThrownBy(() -> {
                    try (InputStream in =
                            encoding.decode(stored.manifest(), new ByteArrayInputStream(stored.bytes()))) {
                        byte[] chunk = new byte[8_192];
                        int read = in.read(chunk);
                        while (read >= 0) {
                            unpacked.addAndGet(read);
                            read = in.read(chunk);
                        }
                    }
                })
                .isInstanceOf(DamagedBackupException.class)
                .hasMessageContaining("more than the 1000 bytes");
        assertThat(unpacked).hasValueLessThan(100_000);
    }

    /** The decompressor would allocate the memory before the first byte. */
    @Test
    void refusesAFrameThatAsksForALargeWindow() throws IOException {
        BackupEncoding encoding = new BackupEncoding(3, null);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (ZstdOutputStream wide = new ZstdOutputStream(file, 3).setLong(27)) {
            wide.write(dump());
        }
        Stored stored = claiming(encode(encoding, "1", dump()), file.toByteArray(), dump().length, null);

        assertThatThrownBy(() -> decode(encoding, stored))
                .isInstanceOf(DamagedBackupException.class)
                .hasMessageContaining("memory");
    }

    @Test
    void decryptsWithTheKeyThatIsNamedOnly() throws IOException, GeneralSecurityException {
        KeysetHandle first = TinkJsonProtoKeysetFormat.parseKeyset(KEYSET, InsecureSecretKeyAccess.get());
        KeysetHandle both = KeysetHandle.newBuilder(first)
                .addEntry(
                        KeysetHandle.generateEntryFromParameters(PredefinedStreamingAeadParameters.AES256_GCM_HKDF_1MB)
                                .withRandomId()
                                .makePrimary())
                .build();
        BackupEncoding encoding = new BackupEncoding(
                3, BackupKeys.parse(TinkJsonProtoKeysetFormat.serializeKeyset(both, InsecureSecretKeyAccess.get())));
        Stored stored = encode(encoding, "1", dump());
        String other = new BackupEncoding(3, BackupKeys.parse(KEYSET)).keyId();

        assertThat(encoding.hasKey(String.valueOf(other))).isTrue();
        assertThatThrownBy(() -> decode(encoding, claiming(stored, stored.bytes(), dump().length, other)))
                .isInstanceOf(DamagedBackupException.class);
        assertThatThrownBy(() -> decode(encoding, claiming(stored, stored.bytes(), dump().length, "12")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not in the keyset: 12");
    }
}
