package io.opsmon.operationlog.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.chain.Sealer;
import io.opsmon.internal.schema.SchemaMigrator;
import io.opsmon.internal.schema.SchemaMode;
import io.opsmon.log.internal.archive.LogArchive;
import io.opsmon.log.internal.jdbc.JdbcLogChain;
import io.opsmon.operationlog.OperationLogDefinition;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogFilter;
import io.opsmon.operationlog.TestEntries;
import io.opsmon.operationlog.VerifyLogs;
import io.opsmon.testsupport.TestDatabases;
import io.opsmon.testsupport.TestJvm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Repeated {@code kill -9} while entries are archived and removed. Each entry is archived exactly once, and the chain
 * remains intact.
 */
class ArchiveKillNineTest {

    private static final int ENTRIES = 20_000;
    private static final int ROUNDS = 8;

    @TempDir
    Path directory = Path.of("");

    @Test
    void archivesEachEntryOnce() throws Exception {
        String url = TestDatabases.postgresUrl();
        Path archives = Files.createDirectories(directory.resolve("archives"));
        Random random = new Random();
        try (HikariDataSource pool = TestDatabases.pool(url)) {
            new SchemaMigrator(pool, List.of("chain", "operation-log")).run(SchemaMode.MIGRATE);
            JdbcLogChain<OperationLogEntry> chain = new JdbcLogChain<>(
                    OperationLogDefinition.OPERATION_LOG,
                    pool,
                    "node-1",
                    new Sealer(List.of()),
                    List.of(),
                    Clock.systemUTC());
            JdbcOperationLogRepository repository = new JdbcOperationLogRepository(pool, Duration.ofSeconds(10), chain);
            List<UUID> written = new ArrayList<>();
            for (int i = 0; i < ENTRIES / 1_000; i++) {
                List<OperationLogEntry> batch =
                        Stream.generate(TestEntries::complete).limit(1_000).toList();
                batch.forEach(entry -> written.add(entry.id()));
                repository.saveAll(batch);
            }
            chain.keep();
            for (int round = 0; round < ROUNDS; round++) {
                killAfterSomeWork(url, archives, round, random.nextInt(150));
                // Simulates the time one minute later, after the lease of the killed process has ended.
                new JdbcTemplate(pool).update("UPDATE opsmon_lock SET lock_until = locked_at");
                assertThat(chain.verify(count -> {}).findings()).isEmpty();
            }
            KilledRetention.removeAll(pool, archives);

            assertThat(repository.find(OperationLogFilter.ALL).items()).isEmpty();
            List<UUID> archived = new ArrayList<>();
            List<Path> files = new LogArchive<>(
                            OperationLogDefinition.OPERATION_LOG, archives, new Sealer(List.of()), Clock.systemUTC())
                    .list();
            for (Path file : files) {
                LogArchive.read(OperationLogDefinition.OPERATION_LOG, file, entry -> archived.add(entry.id()));
            }
            assertThat(archived).containsExactlyElementsOf(written);
            String[] arguments = files.stream().map(Path::toString).toArray(String[]::new);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            assertThat(VerifyLogs.run(arguments, new PrintStream(out, true, StandardCharsets.UTF_8)))
                    .as(out.toString(StandardCharsets.UTF_8))
                    .isZero();
        }
    }

    /**
     * Kills the process while the archive is written in the first rounds, and while entries are removed in later
     * rounds.
     */
    private void killAfterSomeWork(String url, Path archives, int round, int extraMillis)
            throws IOException, InterruptedException {
        Process process = TestJvm.start(
                directory.resolve("output"),
                "-XX:TieredStopAtLevel=1",
                KilledRetention.class.getName(),
                url,
                archives.toString());
        try {
            long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            String awaited = round < ROUNDS / 2 ? ".tmp" : ".manifest";
            while (process.isAlive() && System.nanoTime() < deadline && !has(archives, awaited)) {
                process.waitFor(2, TimeUnit.MILLISECONDS);
            }
            process.waitFor(extraMillis, TimeUnit.MILLISECONDS);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private static boolean has(Path archives, String suffix) throws IOException {
        try (Stream<Path> files = Files.list(archives)) {
            return files.anyMatch(file -> file.toString().endsWith(suffix));
        }
    }
}
