package io.opsmon.backup.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.backup.BackupDatabase;
import io.opsmon.backup.TableProgress;
import io.opsmon.backup.file.BackupKeys;
import io.opsmon.backup.file.BackupManifest;
import io.opsmon.backup.internal.engine.StoredBackups;
import io.opsmon.backup.internal.file.BackupEncoding;
import io.opsmon.backup.internal.h2.H2Runner;
import io.opsmon.backup.internal.storage.LocalBackupStorage;
import io.opsmon.chain.SealKey;
import io.opsmon.chain.Sealer;
import io.opsmon.testsupport.TestDatabases;
import io.opsmon.testsupport.TestJvm;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.unit.DataSize;

class BackupCommandTest {

    private static final String SECRET = Base64.getEncoder().encodeToString(new byte[32]);

    @TempDir
    private Path directory;

    private final HikariDataSource pool = TestDatabases.h2();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private Path storage = Path.of("");
    private Path keyset = Path.of("");
    private Path keys = Path.of("");

    @BeforeEach
    void backUp() throws Exception {
        storage = directory.resolve("backups");
        keyset = Files.writeString(directory.resolve("keyset.json"), BackupKeys.generate());
        keys = Files.writeString(directory.resolve("keys.properties"), "k1=hmac-sha-256:" + SECRET);
        new JdbcTemplate(pool).execute("CREATE TABLE orders AS SELECT x AS id FROM system_range(1, 100)");
        create("one", SealKey.hmac("k1", SECRET));
    }

    private BackupManifest create(String id, SealKey key) throws Exception {
        return new StoredBackups(
                        "shop",
                        new LocalBackupStorage(storage, DataSize.ofBytes(0), Clock.systemUTC()),
                        new BackupEncoding(3, BackupKeys.parse(Files.readString(keyset))),
                        new Sealer(List.of(key)))
                .create(
                        id,
                        new BackupDatabase("main", pool, pool.getJdbcUrl(), null, null),
                        new H2Runner(),
                        Instant.now(),
                        0,
                        dump -> {},
                        TableProgress.NONE);
    }

    @AfterEach
    void close() {
        pool.close();
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(
                List.of("--directory", storage.toString(), "--keyset", keyset.toString(), "--keys", keys.toString()));
        said.reset();
        return BackupCommand.run(
                all.toArray(String[]::new),
                Map.of("OPSMON_PASSWORD", ""),
                new PrintStream(said, true, StandardCharsets.UTF_8));
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    @Test
    void restoresFromStorageAndKeysAlone() throws Exception {
        assertThat(run("list")).isZero();
        assertThat(said()).contains("one  ", "shop/main", "H2 2.", "key ");
        assertThat(run("check", "one")).as(said()).isZero();
        assertThat(run("verify", "one", "--url", pool.getJdbcUrl())).as(said()).isZero();
        assertThat(said()).contains("the restored content of 1 tables equals the dump");

        String url = "jdbc:h2:" + directory.resolve("restored") + UUID.randomUUID();
        assertThat(run("restore", "one", "--url", url, "--user", "opsmon"))
                .as(said())
                .isZero();
        try (HikariDataSource restored = TestDatabases.pool(url + ";USER=opsmon")) {
            assertThat(new JdbcTemplate(restored).queryForObject("SELECT count(*) FROM orders", Long.class))
                    .isEqualTo(100);
        }
        assertThat(run("restore", "one", "--url", url, "--user", "opsmon")).isEqualTo(2);
        assertThat(said()).contains("already exists");
        assertThat(run("restore", "one", "--url", url, "--user", "opsmon", "--replace"))
                .as(said())
                .isZero();

        Path file = directory.resolve("dump.sql");
        assertThat(run("extract", "one", file.toString())).as(said()).isZero();
        assertThat(Files.readString(file)).contains("TABLE \"PUBLIC\".\"ORDERS\"");
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(run("extract", "one", file.toString())).isEqualTo(2);
        assertThat(file).exists();
    }

    @Test
    void trustsNothingThatIsDamagedForgedOrEncryptedWithOtherKeys() throws Exception {
        BackupManifest forged = create(
                "forged",
                SealKey.hmac(
                        "k1", Base64.getEncoder().encodeToString("x".repeat(32).getBytes(StandardCharsets.UTF_8))));
        assertThat(run("list")).isEqualTo(1);
        assertThat(said()).contains("DAMAGED  " + forged.file());
        assertThat(run("restore", "forged", "--url", pool.getJdbcUrl())).isEqualTo(2);

        Files.writeString(keyset, BackupKeys.generate());
        assertThat(run("check", "one")).isEqualTo(1);
        assertThat(said()).contains("encrypted with a key that is not in the keyset");
        assertThat(run("extract", "one", directory.resolve("x").toString())).isEqualTo(2);
        assertThat(directory.resolve("x")).doesNotExist();
        assertThat(run("restore", "one", "--url", pool.getJdbcUrl(), "--replace"))
                .isEqualTo(1);
        assertThat(new JdbcTemplate(pool).queryForObject("SELECT count(*) FROM orders", Long.class))
                .isEqualTo(100);
    }

    /** Without a catalog and keys, no backup is authenticated. */
    @Test
    void runsNothingThatNoKeyProvesUnlessItIsTold() throws Exception {
        BackupManifest plain = new StoredBackups(
                        "shop",
                        new LocalBackupStorage(storage, DataSize.ofBytes(0), Clock.systemUTC()),
                        new BackupEncoding(3, null),
                        new Sealer(List.of()))
                .create(
                        "plain",
                        new BackupDatabase("main", pool, pool.getJdbcUrl(), null, null),
                        new H2Runner(),
                        Instant.now(),
                        0,
                        dump -> {},
                        TableProgress.NONE);
        jdbcUpdate("DELETE FROM orders");
        String[] replacing = {
            "restore", "plain", "--url", pool.getJdbcUrl(), "--replace", "--directory", storage.toString()
        };

        assertThat(runAlone(replacing)).isEqualTo(1);
        assertThat(said()).contains("--allow-unsigned");
        assertThat(runAlone("verify", "plain", "--url", pool.getJdbcUrl(), "--directory", storage.toString()))
                .isEqualTo(1);
        assertThat(run("restore", "plain", "--url", pool.getJdbcUrl(), "--replace"))
                .isEqualTo(2);
        assertThat(said()).contains("no usable backup \"plain\"");
        // With a keyset only, an unencrypted backup is not authenticated.
        assertThat(runAlone(append(replacing, "--keyset", keyset.toString(), "--allow-unsigned")))
                .isEqualTo(1);
        assertThat(said()).contains("is not encrypted");
        assertThat(new JdbcTemplate(pool).queryForObject("SELECT count(*) FROM orders", Long.class))
                .isZero();

        byte[] bytes = Files.readAllBytes(storage.resolve(plain.file()));
        bytes[bytes.length / 2] ^= 1;
        Files.write(storage.resolve(plain.file()), bytes);
        assertThat(runAlone(append(replacing, "--allow-unsigned"))).isEqualTo(1);
        assertThat(said()).contains("is damaged");
        bytes[bytes.length / 2] ^= 1;
        Files.write(storage.resolve(plain.file()), bytes);
        assertThat(runAlone(append(replacing, "--allow-unsigned"))).as(said()).isZero();
        assertThat(new JdbcTemplate(pool).queryForObject("SELECT count(*) FROM orders", Long.class))
                .isEqualTo(100);
        assertThat(runAlone("extract", "plain", directory.resolve("y").toString(), "--directory", storage.toString()))
                .isZero();
        assertThat(said()).contains("NOT AUTHENTICATED");
        assertThat(runAlone("restore", "plain", "--url", "jdbc:postgresql:x", "--directory", storage.toString()))
                .isEqualTo(2);
        assertThat(said()).contains("does not support the database");
    }

    private void jdbcUpdate(String sql) {
        new JdbcTemplate(pool).update(sql);
    }

    private static String[] append(String[] arguments, String... more) {
        return Stream.concat(Stream.of(arguments), Stream.of(more)).toArray(String[]::new);
    }

    private int runAlone(String... arguments) {
        said.reset();
        return BackupCommand.run(
                arguments, Map.of("OPSMON_PASSWORD", ""), new PrintStream(said, true, StandardCharsets.UTF_8));
    }

    @Test
    void saysHowItIsUsed() {
        assertThat(run()).isEqualTo(2);
        assertThat(said()).contains("command is missing", "Usage:");
        assertThat(run("explode")).isEqualTo(2);
        assertThat(run("check")).isEqualTo(2);
        assertThat(said()).contains("id is missing");
        assertThat(run("check", "none")).isEqualTo(2);
        assertThat(run("list", "--colour", "red")).isEqualTo(2);
        assertThat(said()).contains("--colour");
        assertThat(run("restore", "one")).isEqualTo(2);
        assertThat(said()).contains("--url is missing");
        assertThat(run("restore", "--help")).isZero();
        assertThat(said()).contains("extract ID FILE", "--allow-unsigned", "Exit code: 0");
        assertThat(said().lines()).allMatch(line -> line.length() <= 100);
        assertThat(run("--version")).isZero();
        assertThat(said()).startsWith("opsmon backup ");
    }

    @Test
    void showsItsProgress() {
        ByteArrayOutputStream shown = new ByteArrayOutputStream();
        String[] check = {"check", "one", "--directory", storage.toString(), "--keyset", keyset.toString()};

        assertThat(BackupCommand.run(
                        check,
                        Map.of(),
                        new PrintStream(said, true, StandardCharsets.UTF_8),
                        new PrintStream(shown, true, StandardCharsets.UTF_8)))
                .isZero();

        assertThat(shown.toString(StandardCharsets.UTF_8).lines())
                .first()
                .asString()
                .startsWith("check: ");
        assertThat(shown.toString(StandardCharsets.UTF_8)).contains("check: 100% (");
    }

    @Test
    void runsAsAProgram() throws Exception {
        Path output = directory.resolve("output");
        Process process =
                TestJvm.start(output, BackupCommand.class.getName(), "list", "--directory", storage.toString());
        assertThat(process.waitFor()).isZero();
        assertThat(Files.readString(output)).contains("one  ");
    }
}
