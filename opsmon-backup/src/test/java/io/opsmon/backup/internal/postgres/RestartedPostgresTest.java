package io.opsmon.backup.internal.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.backup.BackupDatabase;
import io.opsmon.backup.DumpMethod;
import io.opsmon.backup.RestoreScope;
import io.opsmon.backup.TableProgress;
import io.opsmon.backup.file.BackupManifest.TableContent;
import io.opsmon.testsupport.TestDatabases;
import io.opsmon.testsupport.TestTools;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** A server is restarted during a dump and during a restore. */
class RestartedPostgresTest {

    private static final int MIDDLE = 2_000_000;

    @TempDir
    private Path directory;

    private EmbeddedPostgres server;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        TestTools.require("pg_dump");
        server = start(0);
    }

    private EmbeddedPostgres start(int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(directory.resolve("data"))
                .setCleanDataDirectory(false)
                .setPort(port)
                .setPGStartupWait(Duration.ofMinutes(5))
                .start();
    }

    private void restart() {
        try {
            int port = server.getPort();
            server.close();
            server = start(port);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"TOOLS", "JDBC"})
    void failsAndHasChangedNothing(DumpMethod method) throws Exception {
        PostgresRunner runner = new PostgresRunner(method, null, 1);
        try (HikariDataSource pool =
                TestDatabases.pool("jdbc:postgresql://localhost:" + server.getPort() + "/postgres?user=postgres")) {
            BackupDatabase database = new BackupDatabase("main", pool, pool.getJdbcUrl(), null, null);
            new JdbcTemplate(pool)
                    .execute(
                            "CREATE TABLE orders AS SELECT k AS id, repeat(md5(k::text), 3) AS note FROM generate_series(1, 60000) k");
            List<TableContent> before = runner.contents(database, TableProgress.NONE);

            assertThatThrownBy(() -> runner.dump(database, new RestartingOutput(), TableProgress.NONE))
                    .hasMessageMatching("(?s).*(connection|backend|Database connection failed|terminat|shut).*");

            // The pool does not check connections that were used within half a second.
            pool.getHikariPoolMXBean().softEvictConnections();
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            assertThat(runner.dump(database, whole, TableProgress.NONE).tables())
                    .isEqualTo(before);
            assertThatThrownBy(() -> runner.restore(database, restarting(whole.toByteArray()), RestoreScope.REPLACE))
                    .hasMessageMatching("(?s).*(connection|backend|Database connection failed|terminat|shut).*");

            pool.getHikariPoolMXBean().softEvictConnections();
            assertThat(runner.contents(database, TableProgress.NONE)).isEqualTo(before);
            runner.restore(database, new ByteArrayInputStream(whole.toByteArray()), RestoreScope.REPLACE);
            assertThat(runner.contents(database, TableProgress.NONE)).isEqualTo(before);
        }
    }

    private FilterInputStream restarting(byte[] dump) {
        return new FilterInputStream(new ByteArrayInputStream(dump)) {
            private int left = MIDDLE;

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int read = super.read(bytes, offset, length);
                if (left > 0 && left <= read) {
                    restart();
                }
                left -= read;
                return read;
            }
        };
    }

    private final class RestartingOutput extends OutputStream {

        private int left = MIDDLE;

        @Override
        public void write(int oneByte) {
            write(new byte[1], 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            if (left > 0 && left <= length) {
                restart();
            }
            left -= length;
        }
    }
}
