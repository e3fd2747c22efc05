package io.opsmon.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.backup.BackupCopy.State;
import io.opsmon.backup.file.BackupKeys;
import io.opsmon.backup.file.BackupManifest;
import io.opsmon.backup.internal.catalogue.BackupCatalogue;
import io.opsmon.backup.internal.engine.BackupSettings;
import io.opsmon.backup.internal.engine.CopyStorage;
import io.opsmon.backup.internal.engine.DefaultBackups;
import io.opsmon.backup.internal.engine.StoredBackups;
import io.opsmon.backup.internal.file.BackupEncoding;
import io.opsmon.backup.internal.h2.H2Runner;
import io.opsmon.backup.internal.storage.LocalBackupStorage;
import io.opsmon.chain.SealKey;
import io.opsmon.chain.Sealer;
import io.opsmon.internal.schema.MigratedDataSource;
import io.opsmon.internal.schema.SchemaMigrator;
import io.opsmon.internal.schema.SchemaMode;
import io.opsmon.testsupport.TestDatabases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.unit.DataSize;

/** Backups with a first storage and a storage of copies. Directories are renamed to make a storage unavailable. */
class BackupCopiesTest {

    private static final Sealer SEALER =
            new Sealer(List.of(SealKey.hmac("k1", Base64.getEncoder().encodeToString(new byte[32]))));

    private final List<BackupEvent> events = new CopyOnWriteArrayList<>();
    private final BackupEncoding encoding = new BackupEncoding(3, BackupKeys.parse(BackupKeys.generate()));
    private final HikariDataSource pool = TestDatabases.h2();
    private final JdbcTemplate jdbc = new JdbcTemplate(pool);

    @TempDir
    private Path directory;

    @BeforeEach
    void fill() {
        new MigratedDataSource(pool, new SchemaMigrator(pool, List.of("backup")), SchemaMode.MIGRATE).migrate();
        jdbc.execute("CREATE TABLE orders AS SELECT x AS id, 'note ' || x AS note FROM system_range(1, 500)");
    }

    @AfterEach
    void close() {
        pool.close();
    }

    private Path first() {
        return directory.resolve("first");
    }

    private Path offsite() {
        return directory.resolve("offsite");
    }

    private static LocalBackupStorage local(Path path) {
        return new LocalBackupStorage(path, DataSize.ofBytes(0), Clock.systemUTC());
    }

    private static RetentionPolicy keep(int last) {
        return new RetentionPolicy(last, 0, 0, 0, 0, null, ZoneOffset.UTC);
    }

    private CopyStorage copy(@Nullable RetentionPolicy retention, boolean isRequired) {
        return new CopyStorage("offsite", local(offsite()), retention, isRequired);
    }

    private DefaultBackups backups(int keepLast, CopyStorage... copies) {
        BackupSource source = new BackupSource(
                new BackupDatabase("main", pool, pool.getJdbcUrl(), pool.getUsername(), pool.getPassword()),
                new H2Runner(),
                null,
                Duration.ofMinutes(2),
                keep(keepLast),
                null);
        return new DefaultBackups(
                List.of(source),
                new StoredBackups("shop", local(first()), encoding, SEALER),
                List.of(copies),
                new BackupCatalogue(pool),
                new BackupSettings("node-1", 1, Duration.ofSeconds(30), Duration.ofSeconds(5)),
                events::add,
                Clock.systemUTC());
    }

    private static Backup run(DefaultBackups backups) {
        return backups.run(BackupRequest.manual("main", null));
    }

    private static BackupCopy copyOf(DefaultBackups backups, Backup backup) {
        return backups.copies(List.of(backups.find(backup.id()).orElseThrow()))
                .getOrDefault(backup.id(), List.of())
                .get(0);
    }

    private static Backup.Stored stored(Backup backup) {
        return Objects.requireNonNull(backup.stored());
    }

    private static List<Path> files(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith(BackupStorage.MARKER))
                    .map(directory::relativize)
                    .sorted()
                    .toList();
        }
    }

    @Test
    void copiesTheStoredFilesOfEachBackup() throws IOException {
        try (DefaultBackups backups = backups(7, copy(null, false))) {
            Backup made = run(backups);

            assertThat(made.status()).isEqualTo(BackupStatus.SUCCEEDED);
            assertThat(copyOf(backups, made).state()).isEqualTo(State.STORED);
            assertThat(files(offsite())).isEqualTo(files(first())).hasSize(2);
            for (Path file : files(first())) {
                assertThat(offsite().resolve(file)).hasSameBinaryContentAs(first().resolve(file));
            }
            assertThat(backups.problems()).isEmpty();
        }
    }

    @Test
    void keepsTheBackupIfTheOtherStorageIsAwayAndCopiesLater() throws IOException {
        try (DefaultBackups backups = backups(7, copy(null, false))) {
            run(backups);
            Files.move(offsite(), directory.resolve("away"));

            Backup made = run(backups);

            assertThat(made.status()).isEqualTo(BackupStatus.SUCCEEDED);
            assertThat(copyOf(backups, made)).satisfies(copy -> {
                assertThat(copy.state()).isEqualTo(State.FAILED);
                assertThat(copy.problem()).isNotBlank();
            });
            assertThat(backups.problems()).containsOnlyKeys("storage offsite");
            assertThat(events).extracting(BackupEvent::kind).contains(BackupEvent.Kind.COPY_FAILED);
            assertThatThrownBy(() -> backups.copyPending("main")).isInstanceOf(IOException.class);

            Files.move(directory.resolve("away"), offsite());
            backups.copyPending("main");

            assertThat(copyOf(backups, made).state()).isEqualTo(State.STORED);
            assertThat(files(offsite())).isEqualTo(files(first())).hasSize(4);
            assertThat(backups.problems()).isEmpty();
        }
    }

    @Test
    void refusesAnotherStorageInThePlaceOfTheCopies() throws IOException {
        try (DefaultBackups backups = backups(7, copy(null, false))) {
            run(backups);
            Files.move(offsite(), directory.resolve("away"));
            Files.createDirectories(offsite());

            Backup made = run(backups);

            assertThat(copyOf(backups, made).problem()).contains("no marker");
            assertThat(files(offsite())).isEmpty();

            backups.acceptStorage("offsite");
            backups.resync();
            backups.copyPending("main");

            assertThat(files(offsite())).isEqualTo(files(first())).hasSize(4);
            assertThat(backups.problems()).isEmpty();
        }
    }

    @Test
    void failsTheBackupIfARequiredStorageIsAwayOrFull() throws IOException {
        try (DefaultBackups backups = backups(7, copy(null, true))) {
            run(backups);
            Files.move(offsite(), directory.resolve("away"));

            assertThat(run(backups).status()).isEqualTo(BackupStatus.FAILED);
            assertThat(files(first())).hasSize(2);
            Files.move(directory.resolve("away"), offsite());
        }
        CopyStorage full = new CopyStorage(
                "offsite", new LocalBackupStorage(offsite(), DataSize.ofTerabytes(900), Clock.systemUTC()), null, true);
        try (DefaultBackups backups = backups(7, full)) {
            Backup failed = run(backups);

            assertThat(failed.status()).isEqualTo(BackupStatus.FAILED);
            assertThat(failed.problem()).contains("required storage \"offsite\"", "must remain free");
            assertThat(files(first())).hasSize(2);
        }
    }

    @Test
    void readsACopyIfTheFirstFileIsDamagedOrMissing() throws IOException {
        try (DefaultBackups backups = backups(7, copy(null, false))) {
            Backup made = run(backups);
            Path file = first().resolve(stored(made).file());
            byte[] content = Files.readAllBytes(file);
            content[content.length / 2] ^= 1;
            Files.write(file, content);

            Backup verified = backups.verify(made.id());

            assertThat(verified.status()).as(verified.problem()).isEqualTo(BackupStatus.VERIFIED);
            assertThat(stored(verified).state()).isEqualTo(FileState.DAMAGED);
            assertThat(events).extracting(BackupEvent::kind).contains(BackupEvent.Kind.DAMAGED);

            Files.move(first(), directory.resolve("lost"));
            jdbc.execute("DROP TABLE orders");
            Backup restored = backups.restoreTable(new TableRestoreRequest(
                    made.id(), backups.source("main").database(), "PUBLIC.ORDERS", "ORDERS", null, false));

            assertThat(restored.problem()).isNull();
            assertThat(jdbc.queryForObject("SELECT count(*) FROM orders", Long.class))
                    .isEqualTo(500);
        }
    }

    @Test
    void appliesTheRetentionOfEachStorage() throws IOException {
        try (DefaultBackups backups = backups(1, copy(keep(2), false))) {
            List<Backup> made = List.of(run(backups), run(backups), run(backups));

            backups.applyRetention("main");
            assertThat(files(first())).hasSize(2);
            assertThat(files(offsite())).hasSize(6);
            backups.copyPending("main");

            assertThat(files(offsite())).hasSize(4);
            assertThat(backups.find(made.get(0).id()).orElseThrow().status()).isEqualTo(BackupStatus.EXPIRED);
            Backup onlyCopied = backups.find(made.get(1).id()).orElseThrow();
            assertThat(onlyCopied.status().isStored()).isTrue();
            assertThat(stored(onlyCopied).state()).isEqualTo(FileState.REMOVED);
            Backups.Resync compared = backups.resync();
            assertThat(compared.missing()).isEmpty();
            assertThat(backups.verify(onlyCopied.id()).status()).isEqualTo(BackupStatus.VERIFIED);

            backups.delete(onlyCopied.id());

            assertThat(files(offsite())).hasSize(2);
        }
    }

    @Test
    void givesANewStorageOnlyTheBackupsThatItsRetentionKeeps() throws IOException {
        try (DefaultBackups backups = backups(7)) {
            run(backups);
            run(backups);
        }
        try (DefaultBackups backups = backups(7, copy(keep(1), false))) {
            backups.copyPending("main");
            backups.copyPending("main");

            assertThat(files(offsite())).hasSize(2);
        }
    }

    @Test
    void removesABackupOnceTheStorageOfItsCopyIsAvailable() throws IOException {
        try (DefaultBackups backups = backups(7, copy(null, false))) {
            Backup made = run(backups);
            Backup other = run(backups);
            Files.move(offsite(), directory.resolve("away"));
            assertThatThrownBy(() -> backups.delete(made.id())).isInstanceOf(IOException.class);
            assertThat(backups.find(made.id()).orElseThrow().status()).isEqualTo(BackupStatus.REMOVING);
            Files.move(directory.resolve("away"), offsite());

            assertThat(backups.finishRemovals()).containsExactly(made.id());

            assertThat(files(offsite())).hasSize(2);
            assertThat(copyOf(backups, other).state()).isEqualTo(State.STORED);
            assertThat(backups.copies(List.of(backups.find(made.id()).orElseThrow()))
                            .get(made.id()))
                    .isEmpty();
        }
    }

    @Test
    void rebuildsALostCatalogFromTheCopies() throws IOException {
        Backup made;
        try (DefaultBackups backups = backups(7, copy(null, false))) {
            made = run(backups);
        }
        jdbc.execute("DELETE FROM opsmon_backup");
        jdbc.execute("DELETE FROM opsmon_backup_copy");
        jdbc.execute("DELETE FROM opsmon_backup_storage");
        Files.move(first(), directory.resolve("lost"));
        try (DefaultBackups backups = backups(7, copy(null, false))) {
            backups.checkStorage();

            assertThat(backups.resync().added()).containsExactly(made.id());

            Backup found = backups.find(made.id()).orElseThrow();
            assertThat(stored(found).state()).isEqualTo(FileState.REMOVED);
            assertThat(copyOf(backups, found).state()).isEqualTo(State.STORED);
            assertThat(backups.verify(made.id()).status()).isEqualTo(BackupStatus.VERIFIED);
        }
    }

    @Test
    void refusesAForgedManifestAmongTheCopiesAndReplacesADamagedCopy() throws IOException {
        try (DefaultBackups backups = backups(7, copy(null, false))) {
            Backup made = run(backups);
            Path beside = offsite().resolve(stored(made).file() + BackupManifest.SUFFIX);
            Files.writeString(beside, Files.readString(beside).replace("\"shop\"", "\"shoq\""));

            backups.resync();
            assertThat(copyOf(backups, made).state()).isEqualTo(State.FAILED);
            backups.copyPending("main");

            assertThat(copyOf(backups, made).state()).isEqualTo(State.STORED);
            assertThat(beside).hasSameBinaryContentAs(first().resolve(offsite().relativize(beside)));
        }
    }
}
