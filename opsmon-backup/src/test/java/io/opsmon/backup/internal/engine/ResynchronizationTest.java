package io.opsmon.backup.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.backup.Backup;
import io.opsmon.backup.BackupConflictException;
import io.opsmon.backup.BackupDatabase;
import io.opsmon.backup.BackupEvent;
import io.opsmon.backup.BackupQuery;
import io.opsmon.backup.BackupRequest;
import io.opsmon.backup.BackupSource;
import io.opsmon.backup.BackupStatus;
import io.opsmon.backup.BackupStorage;
import io.opsmon.backup.BackupTrigger;
import io.opsmon.backup.Backups;
import io.opsmon.backup.Backups.Resync;
import io.opsmon.backup.FileState;
import io.opsmon.backup.ForwardingStorage;
import io.opsmon.backup.RetentionPolicy;
import io.opsmon.backup.StorageUnavailableException;
import io.opsmon.backup.UnusableManifest;
import io.opsmon.backup.UnusableManifest.Flaw;
import io.opsmon.backup.file.BackupManifest;
import io.opsmon.backup.internal.catalogue.BackupCatalogue;
import io.opsmon.backup.internal.file.BackupEncoding;
import io.opsmon.backup.internal.h2.H2Runner;
import io.opsmon.backup.internal.storage.LocalBackupStorage;
import io.opsmon.chain.SealKey;
import io.opsmon.chain.Sealer;
import io.opsmon.internal.schema.MigratedDataSource;
import io.opsmon.internal.schema.SchemaMigrator;
import io.opsmon.internal.schema.SchemaMode;
import io.opsmon.testsupport.TestDatabases;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.unit.DataSize;

/** Comparisons of catalog and storage while the storage, the keys or the clock are faulty. */
class ResynchronizationTest {

    private static final Sealer SEALER = sealer("k1", 1);

    private final List<BackupEvent> events = new CopyOnWriteArrayList<>();
    private final HikariDataSource pool = TestDatabases.h2();
    private final JdbcTemplate jdbc = new JdbcTemplate(pool);
    private final BackupCatalogue catalogue = new BackupCatalogue(pool);

    @TempDir
    private Path root;

    @BeforeEach
    void fill() {
        new MigratedDataSource(pool, new SchemaMigrator(pool, List.of("backup")), SchemaMode.MIGRATE).migrate();
        jdbc.execute("CREATE TABLE orders AS SELECT x AS id FROM system_range(1, 100)");
    }

    @AfterEach
    void close() {
        pool.close();
    }

    private static Sealer sealer(String id, int seed) {
        byte[] key = new byte[32];
        key[0] = (byte) seed;
        return new Sealer(List.of(SealKey.hmac(id, Base64.getEncoder().encodeToString(key))));
    }

    private Path mount() {
        return root.resolve("mount");
    }

    private DefaultBackups backups() {
        return backups(storage(mount()), SEALER, Clock.systemUTC());
    }

    private static BackupStorage storage(Path directory) {
        return new LocalBackupStorage(directory, DataSize.ofBytes(0), Clock.systemUTC());
    }

    private DefaultBackups backups(BackupStorage storage, Sealer sealer, Clock clock) {
        return new DefaultBackups(
                List.of(new BackupSource(
                        new BackupDatabase("main", pool, pool.getJdbcUrl(), null, null),
                        new H2Runner(),
                        null,
                        Duration.ofMinutes(1),
                        new RetentionPolicy(2, 0, 0, 0, 0, null, ZoneOffset.UTC),
                        null)),
                new StoredBackups("shop", storage, new BackupEncoding(1, null), sealer),
                catalogue,
                new BackupSettings("node", 1, Duration.ofSeconds(30), Duration.ofSeconds(1)),
                events::add,
                clock);
    }

    /** Makes backups, one of which is verified. */
    private List<Backup> make(int count) {
        for (int k = 0; k < count; k++) {
            Backup made = backups().run(BackupRequest.manual("main", null));
            assertThat(made.status()).as(made.problem()).isEqualTo(BackupStatus.SUCCEEDED);
            if (k == 1) {
                backups().verify(made.id());
            }
        }
        events.clear();
        return known();
    }

    private List<Backup> known() {
        return catalogue.find(new BackupQuery(null, null, null, null, 500));
    }

    private Map<String, Long> files() throws IOException {
        Map<String, Long> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                files.put(root.relativize(file).toString(), Files.size(file));
            }
        }
        return files;
    }

    /** A fault that makes the storage look empty or unreadable, and its repair. */
    private record Fault(String name, Step make, Step mend) {}

    private interface Step {
        void run() throws IOException;
    }

    @Test
    void changesNothingWhileTheStorageIsNotThereAndLosesNothingOnceItIsMended() throws Exception {
        List<Backup> made = make(4);
        Map<String, Long> files = files();
        Path aside = root.resolve("aside");
        Step away = () -> Files.move(mount(), aside);
        Step back = () -> {
            Files.deleteIfExists(mount());
            Files.move(aside, mount());
        };
        Path marker = mount().resolve(BackupStorage.MARKER);
        List<Fault> faults = List.of(
                new Fault("no directory", away, back),
                new Fault(
                        "an empty mount point",
                        () -> {
                            away.run();
                            Files.createDirectory(mount());
                        },
                        back),
                new Fault(
                        "a file in the place of the directory",
                        () -> {
                            away.run();
                            Files.writeString(mount(), "in the way");
                        },
                        back),
                new Fault(
                        "the storage of another installation",
                        () -> {
                            Files.copy(marker, aside);
                            Files.writeString(marker, "{\"format\":\"opsmon-storage-1\",\"id\":\"another\"}");
                        },
                        () -> Files.move(aside, marker, StandardCopyOption.REPLACE_EXISTING)),
                new Fault(
                        "a marker that cannot be parsed",
                        () -> {
                            Files.copy(marker, aside);
                            Files.writeString(marker, "");
                        },
                        () -> Files.move(aside, marker, StandardCopyOption.REPLACE_EXISTING)));
        for (Fault fault : faults) {
            fault.make().run();
            DefaultBackups backups = backups();
            assertThatThrownBy(backups::resync).as(fault.name()).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> backups.applyRetention("main"))
                    .as(fault.name())
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> backups.delete(made.get(0).id()))
                    .as(fault.name())
                    .isInstanceOf(IOException.class);
            backups.verify(made.get(2).id());
            assertThat(backups.problems()).as(fault.name()).containsKey("storage");
            assertThat(backups.run(BackupRequest.manual("main", null)).status())
                    .as(fault.name())
                    .isEqualTo(BackupStatus.FAILED);
            fault.mend().run();

            Resync second = backups.resync();
            assertThat(second.missing()).as(fault.name()).isEmpty();
            assertThat(second.orphans()).as(fault.name()).isEmpty();
            assertThat(backups.problems()).as(fault.name()).isEmpty();
            assertThat(files()).as(fault.name()).isEqualTo(files);
            assertThat(known())
                    .as(fault.name())
                    .filteredOn(backup -> backup.status() != BackupStatus.FAILED)
                    .extracting(Backup::id, Backup::status, Backup::stored)
                    .containsExactlyElementsOf(made.stream()
                            .map(backup -> tuple(backup.id(), backup.status(), backup.stored()))
                            .toList());
        }
    }

    @Test
    void asksBeforeItLosesSightOfManyAndRemembersThemAsTheyWere() throws Exception {
        List<Backup> made = make(4);
        Path aside = root.resolve("aside");
        Files.move(mount().resolve("main"), aside);
        DefaultBackups backups = backups();

        Resync asked = backups.resync();

        assertThat(asked.isApplied()).isFalse();
        assertThat(asked.confirmation()).startsWith("4-");
        assertThat(asked.missing()).hasSize(4);
        assertThat(known()).isEqualTo(made);
        assertThat(backups.resync("4-00000000").isApplied()).isFalse();
        assertThat(backups.previewResync()).isEqualTo(asked);

        assertThat(backups.resync(asked.confirmation()).isApplied()).isTrue();
        assertThat(known())
                .extracting(Backup::status)
                .isEqualTo(made.stream().map(Backup::status).toList());
        assertThat(known())
                .allSatisfy(backup -> assertThat(backup.stored())
                        .extracting(Backup.Stored::state)
                        .isEqualTo(FileState.MISSING));
        assertThat(events)
                .extracting(BackupEvent::kind)
                .containsOnly(BackupEvent.Kind.MISSING)
                .hasSize(4);
        assertThat(catalogue.lastStored("main")).isEmpty();
        // Missing backups are not removed, and do not count for retention.
        assertThat(backups.applyRetention("main")).isEmpty();
        assertThat(backups.resync().isApplied()).isTrue();

        Files.move(aside, mount().resolve("main"));
        Resync found = backups.resync();
        assertThat(found.found()).hasSize(4);
        assertThat(known()).isEqualTo(made);
        assertThat(backups.verify(made.get(0).id()).status()).isEqualTo(BackupStatus.VERIFIED);
    }

    @Test
    void tellsAKeyThatIsNotConfiguredFromDamageAndBothFromDeletion() throws Exception {
        List<Backup> made = make(4);
        Map<String, Long> files = files();
        Backups without = backups(storage(mount()), sealer("k2", 2), Clock.systemUTC());
        Resync asked = without.resync();
        assertThat(asked.damaged())
                .extracting(UnusableManifest::flaw)
                .containsOnly(Flaw.UNKNOWN_KEY)
                .hasSize(4);
        assertThat(asked.isApplied()).isFalse();
        assertThat(without.resync(asked.confirmation()).isApplied()).isTrue();
        assertThat(known())
                .allSatisfy(backup -> assertThat(backup.stored())
                        .extracting(Backup.Stored::state)
                        .isEqualTo(FileState.UNREADABLE));
        assertThat(without.applyRetention("main")).isEmpty();

        DefaultBackups wrong = backups(storage(mount()), sealer("k1", 2), Clock.systemUTC());
        wrong.resync();
        assertThat(known())
                .allSatisfy(backup -> assertThat(backup.stored())
                        .extracting(Backup.Stored::state)
                        .isEqualTo(FileState.DAMAGED));

        assertThat(backups().resync().found()).hasSize(4);
        assertThat(known()).isEqualTo(made);
        assertThat(files()).isEqualTo(files);
    }

    @Test
    void flagsAFileThatWasCutOffAndAManifestOfAnotherBackup() throws Exception {
        List<Backup> made = make(9);
        Backup cut = made.get(0);
        Backup swapped = made.get(3);
        Path file = mount().resolve(fileOf(cut));
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, new byte[] {1});
        BackupManifest manifest = catalogue.manifest(swapped.id()).orElseThrow();
        // Signed by the application, but different from the catalog.
        Files.write(
                mount().resolve(manifest.file() + BackupManifest.SUFFIX),
                new BackupManifest(
                                manifest.id(),
                                manifest.application(),
                                manifest.dataSource(),
                                manifest.engine(),
                                manifest.runner(),
                                manifest.tool(),
                                manifest.createdAt(),
                                manifest.file(),
                                manifest.dumpBytes(),
                                manifest.storedBytes(),
                                null,
                                io.opsmon.chain.Hash.ZERO,
                                manifest.tables(),
                                null)
                        .signedBy(SEALER)
                        .toJson());

        Resync found = backups().resync();

        assertThat(found.damaged())
                .extracting(UnusableManifest::file, UnusableManifest::flaw)
                .containsExactlyInAnyOrder(
                        tuple(fileOf(cut), Flaw.ANOTHER_SIZE), tuple(fileOf(swapped), Flaw.ANOTHER_BACKUP));
        assertThat(List.of(cut, swapped))
                .allSatisfy(backup -> assertThat(
                                catalogue.find(backup.id()).orElseThrow().stored())
                        .extracting(Backup.Stored::state)
                        .isEqualTo(FileState.DAMAGED));
        Files.write(file, whole);
        assertThat(backups().resync().found()).containsExactly(cut.id());
    }

    private static String fileOf(Backup backup) {
        return Objects.requireNonNull(backup.stored()).file();
    }

    @Test
    void doesNotBelieveAListingThatLeavesSomethingOutNorTakeAnErrorForDamage() throws Exception {
        List<Backup> made = make(2);
        String hidden = fileOf(made.get(0));
        for (String left : List.of(hidden, BackupStorage.MARKER, "")) {
            BackupStorage forgetful = new ForwardingStorage(storage(mount())) {
                @Override
                public List<StoredFile> list() throws IOException {
                    return super.list().stream()
                            .filter(file -> !file.name().startsWith(left))
                            .toList();
                }
            };
            assertThatThrownBy(
                            () -> backups(forgetful, SEALER, Clock.systemUTC()).resync())
                    .as(left)
                    .isInstanceOf(StorageUnavailableException.class)
                    .hasMessageContaining("incomplete");
        }
        BackupStorage flaky = new ForwardingStorage(storage(mount())) {
            @Override
            public java.io.InputStream read(String name, long offset) throws IOException {
                if (name.equals(hidden + BackupManifest.SUFFIX)) {
                    throw new IOException("503 Slow Down");
                }
                return super.read(name, offset);
            }
        };
        assertThatThrownBy(() -> backups(flaky, SEALER, Clock.systemUTC()).resync())
                .hasMessageContaining("503");
        assertThat(known()).isEqualTo(made);
    }

    @Test
    void deletesOnRequestAndByRetentionOnlyAndTellsWhy() throws Exception {
        List<Backup> made = make(4);
        DefaultBackups backups = backups();
        assertThat(backups.applyRetention("main")).containsExactly(made.get(3).id());
        backups.delete(made.get(0).id(), "Requested by li");
        assertThat(events)
                .extracting(BackupEvent::kind, event -> event.backup().id(), BackupEvent::reason)
                .containsExactly(
                        tuple(
                                BackupEvent.Kind.REMOVED,
                                made.get(3).id(),
                                "Not kept by retention: keep-last 2, daily 0, weekly 0, monthly 0, yearly 0"),
                        tuple(BackupEvent.Kind.REMOVED, made.get(0).id(), "Requested by li"));

        // Files that were copied back, and unknown files, are listed and kept.
        BackupManifest removed = catalogue.manifest(made.get(0).id()).orElseThrow();
        Files.writeString(mount().resolve(removed.file()), "x".repeat((int) removed.storedBytes()));
        Files.write(mount().resolve(removed.file() + BackupManifest.SUFFIX), removed.toJson());
        Files.writeString(mount().resolve("stray"), "what is this?");
        Resync found = backups.resync();
        assertThat(found.orphans()).containsExactly(removed.file(), removed.file() + BackupManifest.SUFFIX, "stray");
        assertThat(backups.resync()).isEqualTo(found);
        assertThat(mount().resolve("stray")).exists();

        for (String name : List.of(fileOf(made.get(1)), fileOf(made.get(1)) + BackupManifest.SUFFIX)) {
            assertThatThrownBy(() -> backups.deleteOrphan(name)).isInstanceOf(BackupConflictException.class);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> backups.deleteOrphan(BackupStorage.MARKER));
        assertThatIllegalArgumentException().isThrownBy(() -> backups.deleteOrphan("../up"));
        for (String name : found.orphans()) {
            backups.deleteOrphan(name);
        }
        assertThat(backups.resync().orphans()).isEmpty();
        assertThat(backups.verify(made.get(1).id()).status()).isEqualTo(BackupStatus.VERIFIED);
    }

    @Test
    void finishesARemovalThatTheStorageInterrupted() throws Exception {
        List<Backup> made = make(1);
        BackupStorage failing = new ForwardingStorage(storage(mount())) {
            @Override
            public void delete(String name) throws IOException {
                if (!name.endsWith(BackupManifest.SUFFIX)) {
                    throw new IOException("403 Forbidden");
                }
                super.delete(name);
            }
        };
        String id = made.get(0).id();
        assertThatThrownBy(() -> backups(failing, SEALER, Clock.systemUTC()).delete(id, "Requested by li"))
                .hasMessageContaining("403");
        assertThat(catalogue.find(id).orElseThrow().status()).isEqualTo(BackupStatus.REMOVING);
        assertThat(backups().resync().missing()).isEmpty();
        assertThat(mount().resolve(fileOf(made.get(0)))).exists();

        assertThat(backups().finishRemovals()).containsExactly(id);

        assertThat(mount().resolve(fileOf(made.get(0)))).doesNotExist();
        assertThat(catalogue.find(id).orElseThrow().status()).isEqualTo(BackupStatus.EXPIRED);
        assertThat(events).extracting(BackupEvent::reason).containsExactly("Requested by li");
    }

    @Test
    void keepsImportedBackupsOutOfRetentionAndRefusesThoseOfTheFuture() throws Exception {
        List<Backup> made = make(2);
        DefaultBackups backups = backups();
        BackupManifest template = catalogue.manifest(made.get(0).id()).orElseThrow();
        byte[] content = Files.readAllBytes(mount().resolve(template.file()));
        BackupManifest future = copy(template, "future", Instant.now().plus(Duration.ofDays(3_650)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> backups.importBackup(future, new ByteArrayInputStream(content)))
                .withMessageContaining("future");
        List<String> imported = new ArrayList<>();
        for (int k = 0; k < 3; k++) {
            BackupManifest manifest =
                    copy(template, "imported-" + k, Instant.now().plusSeconds(60));
            imported.add(backups.importBackup(manifest, new ByteArrayInputStream(content))
                    .id());
        }
        assertThat(backups.applyRetention("main")).isEmpty();
        assertThat(catalogue.lastStored("main"))
                .map(Backup::id)
                .contains(made.get(0).id());

        // A backup from the storage that is dated in the future is rejected, too.
        Files.write(mount().resolve(future.file()), content);
        Files.write(mount().resolve(future.file() + BackupManifest.SUFFIX), future.toJson());
        Resync found = backups.resync();
        assertThat(found.added()).isEmpty();
        assertThat(found.damaged()).extracting(UnusableManifest::flaw).containsExactly(Flaw.IN_THE_FUTURE);
        make(2);
        assertThat(backups.applyRetention("main")).isNotEmpty().doesNotContainAnyElementsOf(imported);
    }

    private static BackupManifest copy(BackupManifest template, String id, Instant createdAt) {
        return new BackupManifest(
                        id,
                        template.application(),
                        template.dataSource(),
                        template.engine(),
                        template.runner(),
                        template.tool(),
                        createdAt,
                        "main/" + id,
                        template.dumpBytes(),
                        template.storedBytes(),
                        null,
                        template.sha256(),
                        template.tables(),
                        null)
                .signedBy(SEALER);
    }

    @Test
    void listsAsSucceededWhatANodeHasStoredThatCouldNotSaySo() throws Exception {
        List<Backup> made = make(1);
        jdbc.update("UPDATE opsmon_backup SET status = 'FAILED', problem = 'The node died', engine = NULL,"
                + " manifest = NULL");

        assertThat(backups().resync().added()).containsExactly(made.get(0).id());

        assertThat(known())
                .extracting(Backup::status, Backup::trigger)
                .containsExactly(tuple(BackupStatus.SUCCEEDED, BackupTrigger.MANUAL));
    }

    @Test
    void survivesAClockThatJumpsTenYearsAheadAndBack() throws Exception {
        List<Backup> made = make(3);
        Clock ahead = Clock.offset(Clock.systemUTC(), Duration.ofDays(3_650));
        DefaultBackups jumped = backups(storage(mount()), SEALER, ahead);
        Backup future = jumped.run(BackupRequest.manual("main", null));
        jumped.verify(future.id());

        assertThat(jumped.applyRetention("main")).isEmpty();
        assertThat(jumped.problems().get("retention of main")).contains("180 days", "clock");

        // The clock is correct again: backups dated in the future do not count.
        DefaultBackups backups = backups();
        assertThat(backups.applyRetention("main"))
                .containsExactly(made.get(2).id())
                .doesNotContain(future.id());
        assertThat(catalogue.lastStored("main", Instant.now()))
                .map(Backup::id)
                .contains(made.get(0).id());
        assertThat(catalogue.stored("main")).extracting(Backup::id).contains(future.id());
    }

    @Test
    void acceptsANewStorageOnPurposeOnly() throws Exception {
        List<Backup> made = make(1);
        Files.move(mount(), root.resolve("old"));
        DefaultBackups backups = backups();
        assertThatThrownBy(backups::checkStorage).isInstanceOf(IOException.class);

        backups.acceptStorage();

        backups.checkStorage();
        assertThat(backups.resync().missing()).containsExactly(made.get(0).id());
        assertThat(backups.run(BackupRequest.manual("main", null)).status()).isEqualTo(BackupStatus.SUCCEEDED);
    }
}
