package io.opsmon.backup.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.backup.BackupDatabase;
import io.opsmon.backup.BackupRunner;
import io.opsmon.backup.DumpMethod;
import io.opsmon.backup.TableProgress;
import io.opsmon.backup.file.BackupKeys;
import io.opsmon.backup.internal.engine.StoredBackups;
import io.opsmon.backup.internal.file.BackupEncoding;
import io.opsmon.backup.internal.h2.H2Runner;
import io.opsmon.backup.internal.mariadb.MariaDbRunner;
import io.opsmon.backup.internal.postgres.PostgresRunner;
import io.opsmon.backup.internal.storage.LocalBackupStorage;
import io.opsmon.chain.SealKey;
import io.opsmon.chain.Sealer;
import io.opsmon.testsupport.TestDatabases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.unit.DataSize;

/** Runs the program as a process, with nothing but its jar. */
class BackupProgramTest {

    private static final String SECRET = Base64.getEncoder().encodeToString(new byte[32]);

    @TempDir
    private Path directory;

    private Path storage = Path.of("");
    private Path keyset = Path.of("");
    private Path keys = Path.of("");

    @BeforeEach
    void makeKeys() throws Exception {
        storage = directory.resolve("backups");
        keyset = Files.writeString(directory.resolve("keyset.json"), BackupKeys.generate());
        keys = Files.writeString(directory.resolve("keys.properties"), "k1=hmac-sha-256:" + SECRET);
    }

    /** The end of the program. */
    private record End(int code, String out, String err) {}

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                Objects.requireNonNull(System.getProperty("opsmon.test.program"))));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectOutput(directory.resolve("out").toFile())
                .redirectError(directory.resolve("err").toFile());
        builder.environment().put("OPSMON_PASSWORD", "");
        return builder.start();
    }

    private End run(String... arguments) throws Exception {
        Process process = start(arguments);
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        return new End(
                process.exitValue(),
                Files.readString(directory.resolve("out")),
                Files.readString(directory.resolve("err")));
    }

    private String[] withKeys(String... arguments) {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.addAll(
                List.of("--directory", storage.toString(), "--keyset", keyset.toString(), "--keys", keys.toString()));
        return all.toArray(String[]::new);
    }

    private void backUp(HikariDataSource pool, BackupRunner runner) throws Exception {
        new StoredBackups(
                        "shop",
                        new LocalBackupStorage(storage, DataSize.ofBytes(0), Clock.systemUTC()),
                        new BackupEncoding(3, BackupKeys.parse(Files.readString(keyset))),
                        new Sealer(List.of(SealKey.hmac("k1", SECRET))))
                .create(
                        "one",
                        new BackupDatabase("main", pool, pool.getJdbcUrl(), pool.getUsername(), pool.getPassword()),
                        runner,
                        Instant.now(),
                        0,
                        dump -> {},
                        TableProgress.NONE);
    }

    private static void fill(HikariDataSource pool) {
        JdbcTemplate jdbc = new JdbcTemplate(pool);
        jdbc.execute("CREATE TABLE orders (id int PRIMARY KEY, note varchar(100))");
        jdbc.batchUpdate(
                "INSERT INTO orders VALUES (?, ?)",
                java.util.stream.IntStream.range(0, 500)
                        .mapToObj(id -> new Object[] {id, "note ünï " + id})
                        .toList());
    }

    private static long orders(HikariDataSource pool) {
        return Objects.requireNonNull(new JdbcTemplate(pool).queryForObject("SELECT count(*) FROM orders", Long.class));
    }

    private void verifiesAndRestores(HikariDataSource pool, HikariDataSource empty) throws Exception {
        End verified = run(withKeys("verify", "one", "--url", pool.getJdbcUrl(), "--progress"));
        assertThat(verified.code()).as(verified.toString()).isZero();
        assertThat(verified.out()).contains("the restored content of 1 tables equals the dump");
        assertThat(verified.err()).contains("verify: 100% (", "verify: compared 1 of 1 tables");

        End restored = run(withKeys("restore", "one", "--url", empty.getJdbcUrl()));
        assertThat(restored.code()).as(restored.toString()).isZero();
        assertThat(orders(empty)).isEqualTo(500);
    }

    @Test
    void runsEachCommandOnPostgres() throws Exception {
        try (HikariDataSource pool = TestDatabases.postgres();
                HikariDataSource empty = TestDatabases.postgres()) {
            fill(pool);
            backUp(pool, new PostgresRunner(DumpMethod.JDBC, null, 1));
            End listed = run(withKeys("list"));
            assertThat(listed.code()).as(listed.toString()).isZero();
            assertThat(listed.out()).contains("one  ", "shop/main");
            assertThat(listed.err()).isEmpty();
            assertThat(run(withKeys("check", "one")).code()).isZero();
            assertThat(run(withKeys("extract", "one", "dump.sql")).code()).isZero();
            assertThat(directory.resolve("dump.sql")).isNotEmptyFile();
            verifiesAndRestores(pool, empty);
            End again = run(withKeys("restore", "one", "--url", empty.getJdbcUrl()));
            assertThat(again.code()).isEqualTo(2);
            assertThat(again.out()).contains("already exists");
        }
    }

    @Test
    void verifiesAndRestoresMariaDb() throws Exception {
        try (HikariDataSource pool = TestDatabases.mariaDb();
                HikariDataSource empty = TestDatabases.mariaDb()) {
            fill(pool);
            backUp(pool, new MariaDbRunner(DumpMethod.JDBC, null));
            verifiesAndRestores(pool, empty);
        }
    }

    /** The process of the scratch database has the classes of H2 from the jar of the program. */
    @Test
    void verifiesAndRestoresH2() throws Exception {
        try (HikariDataSource pool = TestDatabases.h2()) {
            fill(pool);
            backUp(pool, new H2Runner());
        }
        String url = "jdbc:h2:" + directory.resolve("restored" + UUID.randomUUID());

        End verified = run(withKeys("verify", "one", "--url", url, "--user", "opsmon"));
        assertThat(verified.code()).as(verified.toString()).isZero();
        assertThat(verified.out()).contains("equals the dump").doesNotContain("NOT ISOLATED");
        End restored = run(withKeys("restore", "one", "--url", url, "--user", "opsmon"));
        assertThat(restored.code()).as(restored.toString()).isZero();
        try (HikariDataSource file = TestDatabases.pool(url + ";USER=opsmon")) {
            assertThat(orders(file)).isEqualTo(500);
        }
    }

    @Test
    void showsHelpVersionAndMistakes() throws Exception {
        End help = run("--help");
        assertThat(help.code()).isZero();
        assertThat(help.out()).contains("java -jar opsmon-backup-cli.jar COMMAND", "verify ID");
        assertThat(run("--version").out()).matches("opsmon backup \\d+\\.\\d+\\.\\d+.*\\R");
        End unknown = run("explode");
        assertThat(unknown.code()).isEqualTo(2);
        assertThat(unknown.out()).contains("There is no command \"explode\"", "--help");
        try (HikariDataSource pool = TestDatabases.h2()) {
            fill(pool);
            backUp(pool, new H2Runner());
        }
        End nowhere = run(withKeys("verify", "one", "--url", "jdbc:h2:./x", "--spool", keys + "/spool"));
        assertThat(nowhere.code()).as(nowhere.toString()).isEqualTo(2);
        Files.writeString(keyset, BackupKeys.generate());
        assertThat(run(withKeys("check", "one")).code()).isEqualTo(1);
    }

    @Test
    void leavesNothingOfARestoreThatIsKilled() throws Exception {
        try (HikariDataSource pool = TestDatabases.postgres();
                HikariDataSource empty = TestDatabases.postgres()) {
            new JdbcTemplate(pool)
                    .execute("CREATE TABLE orders AS SELECT k AS id, md5(k::text) AS note FROM generate_series(1,"
                            + " 300000) k");
            backUp(pool, new PostgresRunner(DumpMethod.JDBC, null, 1));
            Process killed = start(withKeys("restore", "one", "--url", empty.getJdbcUrl(), "--progress"));
            await().until(() -> Files.readString(directory.resolve("err")).contains("restore: "));
            assertThat(killed.isAlive()).isTrue();
            assertThat(killed.destroyForcibly().waitFor(1, TimeUnit.MINUTES)).isTrue();

            // The server rolls back when it notices the end of the connection.
            await().until(() ->
                    run(withKeys("restore", "one", "--url", empty.getJdbcUrl())).code() == 0);
            assertThat(orders(empty)).isEqualTo(300_000);
        }
    }
}
