package io.opsmon.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.backup.UnauthenticatedBackupException.Reason;
import io.opsmon.backup.file.BackupIdentity;
import io.opsmon.backup.file.BackupKeys;
import io.opsmon.backup.file.BackupManifest;
import io.opsmon.backup.internal.catalogue.BackupCatalogue;
import io.opsmon.backup.internal.catalogue.BackupCatalogue.BackupLease;
import io.opsmon.backup.internal.engine.BackupSettings;
import io.opsmon.backup.internal.engine.DefaultBackups;
import io.opsmon.backup.internal.engine.StoredBackups;
import io.opsmon.backup.internal.file.BackupEncoding;
import io.opsmon.backup.internal.file.EncodedDump;
import io.opsmon.backup.internal.h2.H2Runner;
import io.opsmon.backup.internal.storage.LocalBackupStorage;
import io.opsmon.chain.SealKey;
import io.opsmon.chain.Sealer;
import io.opsmon.internal.schema.MigratedDataSource;
import io.opsmon.internal.schema.SchemaMigrator;
import io.opsmon.internal.schema.SchemaMode;
import io.opsmon.masking.Masking;
import io.opsmon.testsupport.TestDatabases;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.unit.DataSize;

/** Attacks with dumps that run code in this JVM as soon as H2 executes them. */
class UnauthenticatedBackupsTest {

    private static final Sealer UNSIGNED = new Sealer(List.of());
    private static final Sealer SIGNED = signed("k1", (byte) 1);
    private static final BackupEncoding PLAIN = new BackupEncoding(3, null);
    private static final Instant BEGUN = Instant.parse("2026-03-01T10:00:00Z");

    private final String mark = "opsmon.test." + UUID.randomUUID();
    private final String hostileSql = "CREATE ALIAS SET_PROPERTY FOR \"java.lang.System.setProperty\";\n"
            + "CALL SET_PROPERTY('" + mark + "', 'ran');\n-- opsmon: end of the script\n";
    private final HikariDataSource pool = TestDatabases.h2();
    private final JdbcTemplate jdbc = new JdbcTemplate(pool);
    private final BackupCatalogue catalogue = new BackupCatalogue(pool);
    private final BackupEncoding encrypted = new BackupEncoding(3, BackupKeys.parse(BackupKeys.generate()));

    @TempDir
    private Path directory;

    @TempDir
    private Path spool;

    private DefaultBackups backups = backups(storage(Path.of("target")), PLAIN, UNSIGNED, false);

    private static Sealer signed(String id, byte fill) {
        byte[] secret = new byte[32];
        java.util.Arrays.fill(secret, fill);
        return new Sealer(List.of(SealKey.hmac(id, Base64.getEncoder().encodeToString(secret))));
    }

    @BeforeEach
    void fill() {
        new MigratedDataSource(pool, new SchemaMigrator(pool, List.of("backup")), SchemaMode.MIGRATE).migrate();
        jdbc.execute("CREATE TABLE orders AS SELECT x AS id FROM system_range(1, 100)");
        backups = backups(PLAIN, UNSIGNED, false);
    }

    @AfterEach
    void close() {
        backups.close();
        pool.close();
        System.clearProperty(mark);
    }

    private static BackupStorage storage(Path directory) {
        return new LocalBackupStorage(directory, DataSize.ofBytes(0), Clock.systemUTC());
    }

    private DefaultBackups backups(BackupEncoding encoding, Sealer sealer, boolean allowUnsigned) {
        return backups(storage(directory), encoding, sealer, allowUnsigned);
    }

    private DefaultBackups backups(
            BackupStorage storage, BackupEncoding encoding, Sealer sealer, boolean allowUnsigned) {
        return new DefaultBackups(
                List.of(new BackupSource(database(pool), new H2Runner(), null, Duration.ofMinutes(1), null, null)),
                new StoredBackups("shop", storage, encoding, sealer, spool),
                catalogue,
                new BackupSettings(
                        "node-1",
                        1,
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(5),
                        allowUnsigned,
                        DataSize.ofMegabytes(1),
                        // A rehearsal would refuse the hostile statements, whatever proves the backup.
                        false,
                        new Masking(Masking.DEFAULT_KEYS)),
                event -> {},
                Clock.systemUTC());
    }

    private static BackupDatabase database(HikariDataSource pool) {
        return new BackupDatabase("main", pool, pool.getJdbcUrl(), null, null);
    }

    /** A backup of an attacker: the file and its manifest. */
    private static final class Foreign {

        private final BackupManifest manifest;
        private final byte[] file;

        Foreign(BackupManifest manifest, byte[] file) {
            this.manifest = manifest;
            this.file = file;
        }

        BackupManifest manifest() {
            return manifest;
        }

        byte[] file() {
            return file;
        }
    }

    private Foreign hostile(BackupEncoding encoding, Sealer sealer) throws IOException {
        return foreign("b-" + UUID.randomUUID(), encoding, sealer, hostileSql);
    }

    private static Foreign foreign(String id, BackupEncoding encoding, Sealer sealer, String sql) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        EncodedDump dump = encoding.encode(new BackupIdentity(id, "shop", "main", "h2", BEGUN), file);
        try (dump) {
            dump.write(sql.getBytes(StandardCharsets.UTF_8));
        }
        BackupManifest manifest = new BackupManifest(
                id,
                "shop",
                "main",
                "H2 2",
                "h2",
                null,
                BEGUN,
                "main/" + id + ".dump.zst",
                dump.dumpBytes(),
                dump.storedBytes(),
                encoding.keyId(),
                dump.sha256(),
                List.of(),
                null);
        return new Foreign(manifest.signedBy(sealer), file.toByteArray());
    }

    private static Foreign with(
            Foreign foreign, String id, String dataSource, Instant createdAt, @Nullable String keyId) {
        BackupManifest old = foreign.manifest();
        return new Foreign(
                new BackupManifest(
                        id,
                        old.application(),
                        dataSource,
                        old.engine(),
                        old.runner(),
                        old.tool(),
                        createdAt,
                        "main/" + id + ".dump.zst",
                        old.dumpBytes(),
                        old.storedBytes(),
                        keyId,
                        old.sha256(),
                        old.tables(),
                        old.signature()),
                foreign.file());
    }

    private Backup take(DefaultBackups backups, Foreign foreign) throws IOException {
        return backups.importBackup(
                backups.stored().parseForeign(foreign.manifest().toJson()), new ByteArrayInputStream(foreign.file()));
    }

    /** Writes to the storage without opsmon, as an attacker with access to the storage. */
    private void plant(Foreign foreign) throws IOException {
        Path file = directory.resolve(foreign.manifest().file());
        Files.createDirectories(file.getParent());
        Files.write(file, foreign.file());
        Files.write(
                directory.resolve(foreign.manifest().file() + BackupManifest.SUFFIX),
                foreign.manifest().toJson());
    }

    private RestoreRequest replacing(String id, boolean acceptUnsigned) {
        return new RestoreRequest(id, database(pool), RestoreScope.REPLACE, "li", acceptUnsigned);
    }

    private void assertNothingRuns(DefaultBackups backups, String id, Reason reason) {
        for (boolean accepted : new boolean[] {false, true}) {
            assertRefused(reason, () -> backups.startVerification(id, accepted));
            assertRefused(reason, () -> backups.restore(replacing(id, accepted)));
            assertRefused(
                    reason,
                    () -> backups.restore(
                            new RestoreRequest(id, database(pool), RestoreScope.INTO_EMPTY, null, accepted)));
        }
        assertRefused(reason, () -> backups.verify(id));
        assertUntouched();
    }

    private static void assertRefused(Reason reason, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        UnauthenticatedBackupException refused = catchThrowableOfType(UnauthenticatedBackupException.class, call);
        assertThat(refused).isNotNull();
        assertThat(refused.reason()).as(refused.getMessage()).isEqualTo(reason);
    }

    private void assertUntouched() {
        assertThat(System.getProperty(mark)).isNull();
        assertThat(jdbc.queryForObject("SELECT count(*) FROM orders", Long.class))
                .isEqualTo(100);
        assertThat(catalogue.leases()).isEmpty();
        // No safety copy is made either.
        assertThat(catalogue.find(new BackupQuery(null, null, BackupTrigger.SAFETY, null, 10)))
                .isEmpty();
    }

    @Test
    void neverRunsAnImportWhereNothingProvesIt() throws Exception {
        Foreign hostile = hostile(PLAIN, UNSIGNED);
        Backup taken = take(backups, hostile);

        assertThat(backups.authenticate(taken)).isEqualTo(BackupProof.NONE);
        assertNothingRuns(backups, taken.id(), Reason.NOT_ALLOWED);
        assertThatThrownBy(() -> backups.verify(taken.id()))
                .hasMessageContaining("opsmon.backup.allow-unsigned-imports")
                .hasMessageContaining("opsmon:backup:restore")
                .hasMessageContaining("unsignedConfirmation");
    }

    @Test
    void neverRunsWhatAResyncHasFoundWhereNothingProvesIt() throws Exception {
        Foreign hostile = hostile(PLAIN, UNSIGNED);
        plant(hostile);
        assertThat(backups.resync().added()).containsExactly(hostile.manifest().id());

        assertNothingRuns(backups, hostile.manifest().id(), Reason.NOT_ALLOWED);
    }

    @Test
    void runsAnUnprovenImportOnceItIsAllowedAndConfirmed() throws Exception {
        try (DefaultBackups allowing = backups(PLAIN, UNSIGNED, true)) {
            Backup taken = take(allowing, hostile(PLAIN, UNSIGNED));
            assertRefused(Reason.NOT_CONFIRMED, () -> allowing.verify(taken.id()));
            assertUntouched();

            allowing.restore(replacing(taken.id(), true));

            assertThat(System.getProperty(mark)).isEqualTo("ran");
        }
    }

    @Test
    void unpacksNoUnprovenDumpBeyondTheLimit() throws Exception {
        try (DefaultBackups allowing = backups(PLAIN, UNSIGNED, true)) {
            Backup honest = take(allowing, foreign("b-large", PLAIN, UNSIGNED, " ".repeat(2 << 20) + hostileSql));
            assertRefused(Reason.TOO_LARGE, () -> allowing.restore(replacing(honest.id(), true)));

            // The manifest states a smaller size.
            Foreign bomb = foreign("b-bomb", PLAIN, UNSIGNED, " ".repeat(64 << 20) + hostileSql);
            BackupManifest manifest = bomb.manifest();
            BackupManifest lying = new BackupManifest(
                    manifest.id(),
                    manifest.application(),
                    manifest.dataSource(),
                    manifest.engine(),
                    manifest.runner(),
                    null,
                    BEGUN,
                    manifest.file(),
                    1_000,
                    manifest.storedBytes(),
                    null,
                    manifest.sha256(),
                    List.of(),
                    null);
            Backup taken = take(allowing, new Foreign(lying, bomb.file()));
            assertThat(allowing.restore(replacing(taken.id(), true)).problem())
                    .contains("has more than the 1000 bytes of the manifest");
            assertUntouched();
        }
    }

    @Test
    void refusesWhatIsNotEncryptedWhereAKeysetIsConfigured() throws Exception {
        try (DefaultBackups protectedBackups = backups(encrypted, UNSIGNED, true)) {
            Foreign hostile = hostile(PLAIN, UNSIGNED);
            assertRefused(Reason.NOT_ENCRYPTED, () -> take(protectedBackups, hostile));
            plant(hostile);
            protectedBackups.resync();
            assertNothingRuns(protectedBackups, hostile.manifest().id(), Reason.NOT_ENCRYPTED);

            // A known key id does not make the file encrypted.
            Foreign pretended = with(hostile, "b-pretended", "main", BEGUN, encrypted.keyId());
            Backup taken = take(protectedBackups, pretended);
            assertThat(protectedBackups.restore(replacing(taken.id(), true)).problem())
                    .contains("is damaged");
            assertUntouched();

            BackupEncoding others = new BackupEncoding(3, BackupKeys.parse(BackupKeys.generate()));
            assertRefused(Reason.UNKNOWN_ENCRYPTION_KEY, () -> take(protectedBackups, hostile(others, UNSIGNED)));
        }
    }

    /** A file of this installation with a forged manifest, without signature keys. */
    @Test
    void decryptsNoFileUnderAnotherIdDataSourceOrTime() throws Exception {
        try (DefaultBackups protectedBackups = backups(encrypted, UNSIGNED, true)) {
            Foreign ours = hostile(encrypted, UNSIGNED);
            for (Foreign theirs : List.of(
                    with(ours, "b-renamed", "main", BEGUN, encrypted.keyId()),
                    with(ours, ours.manifest().id(), "billing", BEGUN, encrypted.keyId()),
                    with(ours, ours.manifest().id(), "main", BEGUN.plusSeconds(86_400), encrypted.keyId()))) {
                jdbc.execute("DELETE FROM opsmon_backup");
                deleteFiles();
                Backup taken = take(protectedBackups, theirs);
                assertThat(protectedBackups.restore(replacing(taken.id(), true)).problem())
                        .contains("is damaged");
                assertUntouched();
            }
            jdbc.execute("DELETE FROM opsmon_backup");
            deleteFiles();
            assertThat(protectedBackups.authenticate(take(protectedBackups, ours)))
                    .isEqualTo(BackupProof.ENCRYPTION);
            protectedBackups.restore(replacing(ours.manifest().id(), false));
            assertThat(System.getProperty(mark)).isEqualTo("ran");
        }
    }

    private void deleteFiles() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path file : all.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith(BackupStorage.MARKER))
                    .toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void refusesWhatIsNotSignedByAKeyThatIsConfigured() throws Exception {
        try (DefaultBackups signing = backups(PLAIN, SIGNED, true)) {
            Foreign good = hostile(PLAIN, SIGNED);
            BackupManifest manifest = good.manifest();
            String signature = String.valueOf(manifest.signature());
            assertRefused(Reason.UNSIGNED, () -> take(signing, hostile(PLAIN, UNSIGNED)));
            assertRefused(Reason.UNKNOWN_SIGNING_KEY, () -> take(signing, hostile(PLAIN, signed("other", (byte) 1))));
            assertRefused(Reason.FORGED, () -> take(signing, hostile(PLAIN, signed("k1", (byte) 2))));
            assertRefused(Reason.FORGED, () -> take(signing, with(good, "b-renamed", "main", BEGUN, null)));
            String json = new String(manifest.toJson(), StandardCharsets.UTF_8);
            for (String broken : List.of(
                    json.replace(signature, "k1:"),
                    json.replace(signature, "k1:" + "A".repeat(43)),
                    json.replace(signature, ":" + signature.substring(3)),
                    json.replace(signature, ""),
                    json.replace("\"runner\" : \"h2\"", "\"runner\" : \"mariadb\""))) {
                assertThat(broken).isNotEqualTo(json);
                assertThatThrownBy(() -> signing.stored().parseForeign(broken.getBytes(StandardCharsets.UTF_8)))
                        .isInstanceOf(UnauthenticatedBackupException.class);
            }
            plant(hostile(PLAIN, UNSIGNED));
            assertThat(signing.resync().damaged()).hasSize(1);
            assertUntouched();
        }
    }

    @Test
    void refusesARowOfTheCatalogueThatSomebodyEdited() throws Exception {
        try (DefaultBackups signing = backups(PLAIN, SIGNED, false)) {
            Backup made = signing.run(BackupRequest.manual("main", "li"));
            assertThat(signing.authenticate(made)).isEqualTo(BackupProof.SIGNATURE);
            Foreign hostile = foreign(made.id(), PLAIN, UNSIGNED, hostileSql);
            plant(hostile);
            setManifest(made.id(), hostile.manifest());
            assertNothingRuns(signing, made.id(), Reason.NOT_ALLOWED);

            Foreign another = hostile(PLAIN, SIGNED);
            plant(another);
            setManifest(made.id(), another.manifest());
            assertNothingRuns(signing, made.id(), Reason.FORGED);
        }
    }

    private void setManifest(String id, BackupManifest manifest) {
        jdbc.update(
                "UPDATE opsmon_backup SET manifest = ? WHERE id = ?",
                new String(manifest.toJson(), StandardCharsets.UTF_8),
                id);
    }

    @Test
    void provesItsOwnBackupsByTheCatalogueWhereThereAreNoKeys() throws Exception {
        Backup made = backups.run(BackupRequest.manual("main", "li"));
        assertThat(backups.authenticate(made)).isEqualTo(BackupProof.CATALOGUE);
        assertThat(backups.verify(made.id()).status()).isEqualTo(BackupStatus.VERIFIED);

        // An attacker replaces the file in the storage and the manifest.
        BackupManifest manifest = catalogue.manifest(made.id()).orElseThrow();
        Foreign hostile = hostile(PLAIN, UNSIGNED);
        Files.write(directory.resolve(manifest.file()), hostile.file());
        assertThat(backups.restore(replacing(made.id(), false)).problem()).contains("is damaged");
        assertThat(backups.verify(made.id()).problem()).contains("is damaged");
        assertUntouched();

        // The catalog is lost: the manifest in the storage may come from anyone.
        jdbc.execute("DELETE FROM opsmon_backup");
        plant(hostile);
        backups.resync();
        assertNothingRuns(backups, hostile.manifest().id(), Reason.NOT_ALLOWED);
    }

    @Test
    void runsWhatItHasComparedAndNotWhatIsThereThen() throws Exception {
        Backup made = backups.run(BackupRequest.manual("main", "li"));
        Path file =
                directory.resolve(catalogue.manifest(made.id()).orElseThrow().file());
        byte[] hostile = hostile(PLAIN, UNSIGNED).file();
        jdbc.execute("DELETE FROM orders WHERE id < 50");
        AtomicInteger reads = new AtomicInteger();
        BackupStorage changing = new ForwardingStorage(storage(directory)) {
            @Override
            public InputStream read(String name, long offset) throws IOException {
                if (!directory.resolve(name).equals(file) || reads.getAndIncrement() == 0) {
                    return super.read(name, offset);
                }
                return new ByteArrayInputStream(hostile);
            }
        };
        try (DefaultBackups attacked = backups(changing, PLAIN, UNSIGNED, false)) {
            assertThat(attacked.restore(replacing(made.id(), false)).problem()).isNull();
        }

        assertThat(reads).hasValue(1);
        assertThat(System.getProperty(mark)).isNull();
        assertThat(jdbc.queryForObject("SELECT count(*) FROM orders", Long.class))
                .isEqualTo(100);
        assertThat(spool).isEmptyDirectory();
    }

    private static Backup dead(String id) {
        return new Backup(
                id,
                "main",
                BackupStatus.QUEUED,
                BackupTrigger.SCHEDULED,
                null,
                null,
                "node-2",
                1,
                Instant.now(),
                null,
                null,
                null,
                null,
                null,
                null);
    }

    @Test
    void doesNotTakeADeadNodesBackupForItsOwnOnTheWordOfTheStorage() throws Exception {
        Instant now = Instant.now();
        Foreign hostile = hostile(PLAIN, UNSIGNED);
        String id = hostile.manifest().id();
        BackupLease dead = catalogue.queue(dead(id), "main", "dead", 0);
        catalogue.begin(dead, hostile.manifest().file(), now);
        plant(hostile);
        // The catalog has the announced manifest of the other backup.
        Foreign swapped = hostile(PLAIN, UNSIGNED);
        String other = swapped.manifest().id();
        BackupLease announced = catalogue.queue(dead(other), "other", "dead", 0);
        catalogue.begin(announced, swapped.manifest().file(), now);
        catalogue.announce(
                announced, foreign(other, PLAIN, UNSIGNED, "-- honest\n").manifest());
        plant(swapped);

        backups.start();
        await().until(() -> catalogue.leases().isEmpty());

        assertThat(catalogue.find(id).orElseThrow().status()).isEqualTo(BackupStatus.SUCCEEDED);
        assertNothingRuns(backups, id, Reason.NOT_ALLOWED);
        assertThat(catalogue.find(other).orElseThrow().status()).isEqualTo(BackupStatus.FAILED);
    }

    @Test
    void verifiesNoDumpOfAnotherKindOfDatabase() throws Exception {
        try (DefaultBackups signing = backups(PLAIN, SIGNED, false)) {
            Foreign good = hostile(PLAIN, SIGNED);
            BackupManifest old = good.manifest();
            BackupManifest other = new BackupManifest(
                            old.id(),
                            old.application(),
                            old.dataSource(),
                            "PostgreSQL 15",
                            "postgresql",
                            null,
                            BEGUN,
                            old.file(),
                            old.dumpBytes(),
                            old.storedBytes(),
                            null,
                            old.sha256(),
                            List.of(),
                            null)
                    .signedBy(SIGNED);
            Backup taken = take(signing, new Foreign(other, good.file()));
            assertThatThrownBy(() -> signing.startVerification(taken.id()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("postgresql");
            assertUntouched();
        }
    }

    @Test
    void keepsRestorableWhatItMadeBeforeKeysWereConfigured() throws Exception {
        Backup made = backups.run(BackupRequest.manual("main", "li"));
        try (DefaultBackups later = backups(encrypted, SIGNED, false)) {
            assertRefused(Reason.NOT_ALLOWED, () -> later.verify(made.id()));
        }
        try (DefaultBackups later = backups(encrypted, SIGNED, true)) {
            jdbc.execute("DELETE FROM orders WHERE id < 50");
            assertThat(later.restore(replacing(made.id(), true)).problem()).isNull();
            assertThat(jdbc.queryForObject("SELECT count(*) FROM orders", Long.class))
                    .isEqualTo(100);
        }
    }
}
