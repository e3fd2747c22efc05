package io.opsmon.operationlog.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.internal.schema.SchemaMigrator;
import io.opsmon.internal.schema.SchemaMode;
import io.opsmon.operationlog.OperationLogRecorder;
import io.opsmon.recording.JournalSettings;
import io.opsmon.recording.RecorderSettings;
import io.opsmon.recording.RecorderStatistics;
import io.opsmon.testsupport.TestDatabases;
import io.opsmon.testsupport.TestJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Repeated {@code kill -9} at any moment. Entries that were acknowledged as journaled or stored are finally stored
 * exactly once.
 */
class KillNineTest {

    private static final int ROUNDS = 20;

    /**
     * Locales with different digits, calendars and case rules. Each round writes with the next locale, and the last
     * start uses none of them.
     */
    private static final List<List<String>> LOCALES = List.of(
            List.of("-Duser.language=en", "-Duser.country=US"),
            List.of("-Duser.language=ar", "-Duser.country=SA"),
            List.of("-Duser.language=fa", "-Duser.country=IR"),
            List.of("-Duser.language=th", "-Duser.country=TH", "-Duser.variant=TH"),
            List.of("-Duser.language=tr", "-Duser.country=TR"));

    @TempDir
    Path directory = Path.of("");

    @Test
    void losesNothingItAcknowledged() throws Exception {
        String url = TestDatabases.postgresUrl();
        Path journal = directory.resolve("journal");
        Path acknowledged = directory.resolve("acknowledged");
        Files.createFile(acknowledged);
        Random random = new Random();
        try (HikariDataSource pool = TestDatabases.pool(url)) {
            new SchemaMigrator(pool, List.of("operation-log")).run(SchemaMode.MIGRATE);
            for (int round = 0; round < ROUNDS; round++) {
                killAfterSomeWork(LOCALES.get(round % LOCALES.size()), url, journal, acknowledged, random.nextInt(300));
            }
            replay(pool, journal);

            List<String> promised = Files.readAllLines(acknowledged).stream()
                    .filter(line -> line.length() == 36)
                    .toList();
            List<String> stored =
                    new JdbcTemplate(pool).queryForList("SELECT id::text FROM opsmon_operation_log", String.class);
            assertThat(promised).hasSizeGreaterThan(ROUNDS * 100);
            Set<String> lost = new HashSet<>(promised);
            stored.forEach(lost::remove);
            assertThat(lost).isEmpty();
            assertThat(stored).doesNotHaveDuplicates();
        }
    }

    private void killAfterSomeWork(List<String> locale, String url, Path journal, Path acknowledged, int extraMillis)
            throws IOException, InterruptedException {
        long before = Files.size(acknowledged);
        List<String> arguments = new ArrayList<>(locale);
        arguments.addAll(List.of(
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                KilledProcess.class.getName(),
                url,
                journal.toString(),
                acknowledged.toString()));
        Process process = TestJvm.start(directory.resolve("output"), arguments.toArray(String[]::new));
        try {
            await().pollInterval(Duration.ofMillis(5))
                    .failFast(() ->
                            assertThat(process.isAlive()).as(() -> output()).isTrue())
                    .until(() -> Files.size(acknowledged) > before + 4_000);
            process.waitFor(extraMillis, TimeUnit.MILLISECONDS);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    private String output() {
        try {
            return Files.readString(directory.resolve("output"));
        } catch (IOException failure) {
            return failure.toString();
        }
    }

    private static void replay(HikariDataSource pool, Path journal) {
        try (OperationLogRecorder recorder = new OperationLogRecorder(
                new JdbcOperationLogRepository(pool, Duration.ofSeconds(5)),
                RecorderSettings.with(JournalSettings.in(journal)),
                Clock.systemUTC())) {
            recorder.start();
            await().untilAsserted(() -> {
                RecorderStatistics statistics = recorder.statistics();
                assertThat(statistics.journalBytes()).isZero();
                assertThat(statistics.state()).isIn(RecorderStatistics.State.DIRECT, RecorderStatistics.State.STOPPED);
            });
            assertThat(recorder.statistics().deadLettered()).isZero();
        }
    }
}
