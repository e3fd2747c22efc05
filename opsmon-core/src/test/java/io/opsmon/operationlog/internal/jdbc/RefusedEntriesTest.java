package io.opsmon.operationlog.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.opsmon.internal.schema.MigratedDataSource;
import io.opsmon.internal.schema.SchemaMigrator;
import io.opsmon.internal.schema.SchemaMode;
import io.opsmon.log.Outcome;
import io.opsmon.operationlog.OperationLogEntry;
import io.opsmon.operationlog.OperationLogRecorder;
import io.opsmon.operationlog.TestEntries;
import io.opsmon.recording.Consistency;
import io.opsmon.recording.JournalSettings;
import io.opsmon.recording.RecorderSettings;
import io.opsmon.testsupport.TestDatabases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Entries that a database accepts only after cleaning, and entries that it rejects. */
class RefusedEntriesTest {

    @TempDir
    Path directory = Path.of("");

    private static DataSource pool(String database) {
        return switch (database) {
            case "postgres" -> TestDatabases.postgres();
            case "mariadb" -> TestDatabases.mariaDb();
            default -> TestDatabases.h2();
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2", "postgres", "mariadb"})
    void mendsWhatCanBeMendedAndSetsTheRestAside(String name) throws Exception {
        DataSource pool = pool(name);
        MigratedDataSource database =
                new MigratedDataSource(pool, new SchemaMigrator(pool, List.of("operation-log")), SchemaMode.MIGRATE);
        JdbcOperationLogRepository repository = new JdbcOperationLogRepository(database, Duration.ofSeconds(5));
        database.migrate();
        new JdbcTemplate(pool).execute("ALTER TABLE opsmon_operation_log ADD CHECK (module <> 'refused')");
        OperationLogEntry odd = TestEntries.entry(
                TestEntries.NOON, "m".repeat(5_000), "OTHER", "nul \u0000, high \uD83D alone", Outcome.SUCCESS);
        List<OperationLogEntry> entries = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            entries.add(TestEntries.entry(
                    TestEntries.NOON, i % 100 == 7 ? "refused" : "fine", "OTHER", "entry " + i, Outcome.SUCCESS));
        }
        entries.add(150, odd);

        try (OperationLogRecorder recorder = new OperationLogRecorder(
                repository, RecorderSettings.with(JournalSettings.in(directory)), Clock.systemUTC())) {
            entries.forEach(entry -> recorder.record(entry, Consistency.BUFFERED));
            recorder.flush(Duration.ofSeconds(10));

            assertThat(recorder.statistics().stored()).isEqualTo(298);
            assertThat(recorder.statistics().deadLettered()).isEqualTo(3);
            assertThat(recorder.statistics().storeFailures()).isZero();
        }
        OperationLogEntry mended = repository.findById(odd.id()).orElseThrow();
        assertThat(mended.description()).isEqualTo("nul \u2400, high \uFFFD alone");
        assertThat(mended.module()).isEqualTo("m".repeat(99) + "…");
        assertThat(Files.readAllLines(directory.resolve("operation-log.dead-letters.ndjson")))
                .hasSize(3)
                .allSatisfy(line -> assertThat(line).contains("\"module\":\"refused\""));
    }
}
