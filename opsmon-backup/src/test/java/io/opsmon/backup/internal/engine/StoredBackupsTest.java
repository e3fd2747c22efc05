package io.opsmon.backup.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.backup.BackupDatabase;
import io.opsmon.backup.BackupRunner;
import io.opsmon.backup.BackupStorage;
import io.opsmon.backup.DumpMethod;
import io.opsmon.backup.ForwardingStorage;
import io.opsmon.backup.RestoreScope;
import io.opsmon.backup.TableProgress;
import io.opsmon.backup.UnusableManifest;
import io.opsmon.backup.file.BackupKeys;
import io.opsmon.backup.file.BackupManifest;
import io.opsmon.backup.internal.file.BackupEncoding;
import io.opsmon.backup.internal.postgres.PostgresRunner;
import io.opsmon.backup.internal.storage.LocalBackupStorage;
import io.opsmon.backup.internal.tool.ToolException;
import io.opsmon.chain.SealKey;
import io.opsmon.chain.Sealer;
import io.opsmon.testsupport.TestDatabases;
import io.opsmon.testsupport.TestTools;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.unit.DataSize;

/** Dumps a database into a directory, encrypted and signed, and restores it. */
class StoredBackupsTest {

    private static final Instant BEGUN = Instant.parse("2026-03-01T10:00:00Z");

    private static final Sealer SEALER =
            new Sealer(List.of(SealKey.hmac("k1", Base64.getEncoder().encodeToString(new byte[32]))));

    private final BackupEncoding encoding = new BackupEncoding(3, BackupKeys.parse(BackupKeys.generate()));
    private final BackupRunner runner = new PostgresRunner(DumpMethod.TOOLS, null, 1);
    private final HikariDataSource pool = TestDatabases.postgres();

    @TempDir
    private Path directory;

    @BeforeEach
    void fill() throws InterruptedException {
        TestTools.require("pg_dump");
        new JdbcTemplate(pool)
                .execute("CREATE TABLE orders AS SELECT k AS id, md5(k::text) AS note FROM generate_series(1, 5000) k");
    }

    @AfterEach
    void close() {
        pool.close();
    }

    private StoredBackups backups(Sealer sealer) {
        return new StoredBackups("shop", storage(), encoding, sealer);
    }

    private BackupStorage storage() {
        return new LocalBackupStorage(directory, DataSize.ofBytes(0), Clock.systemUTC());
    }

    private static BackupDatabase database(HikariDataSource pool) {
        return new BackupDatabase("../Main; ünï", pool, pool.getJdbcUrl(), pool.getUsername(), pool.getPassword());
    }

    private BackupManifest create(String id) throws Exception {
        return backups(SEALER).create(id, database(pool), runner, BEGUN, 0, dump -> {}, TableProgress.NONE);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void restoresFromStorageAlone() throws Exception {
        AtomicLong seen = new AtomicLong();
        BackupManifest created = backups(SEALER)
                .create(
                        "one",
                        database(pool),
                        runner,
                        BEGUN,
                        0,
                        dump -> seen.set(dump.dumpBytes()),
                        TableProgress.NONE);

        assertThat(seen).hasValue(0);
        assertThat(created.dumpBytes()).isGreaterThan(150_000);
        assertThat(created.file()).startsWith("-main-n-/20").endsWith("-one.dump.zst.tink");
        // A new process has the directory and the keys.
        StoredBackups.Inventory inventory = backups(SEALER).inventory();
        assertThat(inventory.backups()).containsExactly(created);
        assertThat(inventory.damaged()).isEmpty();
        assertThat(inventory.orphans()).isEmpty();
        try (HikariDataSource scratch = TestDatabases.postgres();
                InputStream dump = backups(SEALER).open(inventory.backups().get(0))) {
            runner.restore(database(scratch), dump, RestoreScope.INTO_EMPTY);
            assertThat(runner.contents(database(scratch), TableProgress.NONE))
                    .isEqualTo(created.tables())
                    .hasSize(1);
        }
    }

    @Test
    void restoresNothingOfAFileThatWasTamperedWith() throws Exception {
        BackupManifest created = create("one");
        Path file = directory.resolve(created.file());
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);

        try (HikariDataSource scratch = TestDatabases.postgres();
                InputStream dump = backups(SEALER).open(created)) {
            assertThatThrownBy(() -> runner.restore(database(scratch), dump, RestoreScope.INTO_EMPTY))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("backup \"one\" is damaged");
            assertThat(runner.contents(database(scratch), TableProgress.NONE)).isEmpty();
        }
    }

    @Test
    void tellsForgedManifestsAndOrphansFromBackups() throws Exception {
        BackupManifest good = create("good");
        BackupManifest forged = create("forged");
        BackupManifest moved = create("moved");
        Path manifest = directory.resolve(forged.file() + BackupManifest.SUFFIX);
        Files.writeString(manifest, Files.readString(manifest).replace("\"shop\"", "\"bank\""));
        Files.write(
                directory.resolve(moved.file() + BackupManifest.SUFFIX),
                Files.readAllBytes(directory.resolve(good.file() + BackupManifest.SUFFIX)));
        Files.writeString(directory.resolve("lonely.dump.zst"), "x");
        Files.writeString(directory.resolve("gone.dump.zst" + BackupManifest.SUFFIX), "{}");

        StoredBackups.Inventory inventory = backups(SEALER).inventory();

        assertThat(inventory.backups()).containsExactly(good);
        assertThat(inventory.damaged())
                .extracting(UnusableManifest::file, UnusableManifest::flaw)
                .containsExactlyInAnyOrder(
                        tuple(forged.file(), UnusableManifest.Flaw.FORGED),
                        tuple(moved.file(), UnusableManifest.Flaw.MISPLACED));
        assertThat(inventory.orphans()).containsExactly("gone.dump.zst" + BackupManifest.SUFFIX, "lonely.dump.zst");
        // With a signature key, an unsigned manifest is rejected.
        BackupManifest unsigned = backups(new Sealer(List.of()))
                .create("unsigned", database(pool), runner, BEGUN, 0, dump -> {}, TableProgress.NONE);
        assertThat(backups(SEALER).inventory().damaged())
                .extracting(UnusableManifest::file, UnusableManifest::flaw)
                .contains(tuple(unsigned.file(), UnusableManifest.Flaw.UNSIGNED));
    }

    @Test
    void leavesNothingOfADumpThatFails() throws Exception {
        BackupDatabase wrong =
                new BackupDatabase("main", pool, pool.getJdbcUrl().replaceAll("user=[^&]*", ""), "no such role", null);

        assertThatThrownBy(() -> backups(SEALER).create("one", wrong, runner, BEGUN, 0, dump -> {}, TableProgress.NONE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no such role");

        assertThat(files()).isEmpty();
        assertThat(backups(SEALER).inventory().backups()).isEmpty();
    }

    @Test
    void leavesNothingWhenTheProgramIsKilledOrItsConnectionIs() throws Exception {
        // Ten megabytes that do not compress: the program is still running when the second megabyte is stored.
        new JdbcTemplate(pool)
                .execute("CREATE TABLE large AS SELECT k, (SELECT string_agg(md5(k || '.' || i), '') AS s FROM"
                        + " generate_series(1, 10) i) FROM generate_series(1, 60000) k");
        Runnable killed = () -> ProcessHandle.current()
                .descendants()
                .filter(child -> child.info().command().orElse("").contains("pg_dump"))
                .forEach(ProcessHandle::destroyForcibly);
        Runnable cutOff = () -> new JdbcTemplate(pool)
                .queryForList("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name ="
                        + " 'opsmon-backup' AND datname = current_database()");

        for (Runnable fault : List.of(killed, cutOff)) {
            StoredBackups faulty = new StoredBackups("shop", new Interfering(storage(), fault), encoding, SEALER);
            assertThatThrownBy(() ->
                            faulty.create("one", database(pool), runner, BEGUN, 0, dump -> {}, TableProgress.NONE))
                    .isInstanceOf(ToolException.class)
                    .hasMessageMatching("(?s).*pg_dump (was killed|ended with).*");
            assertThat(files()).isEmpty();
        }

        assertThat(backups(SEALER)
                        .create("one", database(pool), runner, BEGUN, 0, dump -> {}, TableProgress.NONE)
                        .tables())
                .hasSize(2);
    }

    /** Intervenes after each megabyte. */
    private static final class Interfering extends ForwardingStorage {

        private final Runnable fault;

        Interfering(BackupStorage storage, Runnable fault) {
            super(storage);
            this.fault = fault;
        }

        @Override
        public Upload upload(String name, long expectedBytes) throws IOException {
            return new ForwardingUpload(super.upload(name, expectedBytes)) {
                private int left = 1 << 20;

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    boolean before = left > 0;
                    left -= length;
                    if (before && left <= 0) {
                        fault.run();
                    }
                    super.write(bytes, offset, length);
                }
            };
        }
    }

    @Test
    void deletesFileAndManifest() throws Exception {
        BackupManifest created = create("one");

        backups(SEALER).delete(created);

        assertThat(files()).isEmpty();
    }
}
