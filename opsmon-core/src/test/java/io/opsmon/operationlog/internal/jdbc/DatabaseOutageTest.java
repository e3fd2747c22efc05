package io.opsmon.operationlog.internal.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.internal.schema.MigratedDataSource;
import io.opsmon.internal.schema.SchemaMigrator;
import io.opsmon.internal.schema.SchemaMode;
import io.opsmon.log.LogPageRequest;
import io.opsmon.operationlog.OperationLogFilter;
import io.opsmon.operationlog.OperationLogRecorder;
import io.opsmon.operationlog.TestEntries;
import io.opsmon.recording.Consistency;
import io.opsmon.recording.JournalSettings;
import io.opsmon.recording.RecorderSettings;
import io.opsmon.recording.RecorderStatistics;
import io.opsmon.testsupport.TestJvm;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database server that is unavailable at startup, becomes available, fails and recovers. */
class DatabaseOutageTest {

    @TempDir
    Path directory = Path.of("");

    private final List<Process> servers = new ArrayList<>();

    /**
     * Starts the server in a separate process. The test stops the process normally: after a kill, H2 itself loses the
     * commits of the last half second.
     */
    private Process startServer(int port) throws IOException {
        Process server = TestJvm.start(
                directory.resolve("server.log"),
                "org.h2.tools.Server",
                "-tcp",
                "-tcpPort",
                Integer.toString(port),
                "-ifNotExists",
                "-baseDir",
                directory.resolve("db").toString());
        servers.add(server);
        return server;
    }

    @AfterEach
    void stopServers() {
        servers.forEach(Process::destroyForcibly);
    }

    @Test
    void losesNothingWhileTheDatabaseIsAway() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:h2:tcp://localhost:" + port + "/./logs");
        config.setUsername("sa");
        config.setPassword("");
        config.setConnectionTimeout(500);
        config.setInitializationFailTimeout(-1);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            MigratedDataSource database = new MigratedDataSource(
                    pool, new SchemaMigrator(pool, List.of("operation-log")), SchemaMode.MIGRATE);
            database.migrate();
            JdbcOperationLogRepository repository = new JdbcOperationLogRepository(database, Duration.ofSeconds(5));
            try (OperationLogRecorder recorder = new OperationLogRecorder(repository, settings(), Clock.systemUTC())) {
                record(recorder, 500);
                await().untilAsserted(() ->
                        assertThat(recorder.statistics().state()).isEqualTo(RecorderStatistics.State.OUTAGE));

                Process server = startServer(port);
                await().untilAsserted(
                                () -> assertThat(recorder.statistics().stored()).isEqualTo(500));
                server.destroy();
                server.waitFor();
                record(recorder, 700);
                await().untilAsserted(() ->
                        assertThat(recorder.statistics().state()).isEqualTo(RecorderStatistics.State.OUTAGE));
                Process again = startServer(port);
                await().untilAsserted(() -> assertThat(recorder.statistics().stored())
                        .as("%s", recorder.statistics())
                        .isGreaterThanOrEqualTo(1_200));

                assertThat(repository
                                .find(OperationLogFilter.ALL, LogPageRequest.first(1))
                                .total()
                                .value())
                        .isEqualTo(1_200);
                assertThat(recorder.statistics().dropped()).isZero();
                assertThat(recorder.statistics().deadLettered()).isZero();
                again.destroyForcibly().waitFor();
            }
        }
    }

    private RecorderSettings settings() {
        RecorderSettings defaults = RecorderSettings.with(JournalSettings.in(directory.resolve("journal")));
        return new RecorderSettings(
                defaults.queueCapacity(),
                100,
                Duration.ofMillis(10),
                defaults.overflow(),
                defaults.blockTimeout(),
                Duration.ofSeconds(1),
                Duration.ofMillis(50),
                // Longer than the time for which HikariCP reuses a connection without a test; otherwise it returns the
                // same dead connection.
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                defaults.journal());
    }

    private static void record(OperationLogRecorder recorder, int count) {
        for (int i = 0; i < count; i++) {
            recorder.record(TestEntries.complete(), i % 3 == 0 ? Consistency.JOURNALED : Consistency.BUFFERED);
        }
    }
}
