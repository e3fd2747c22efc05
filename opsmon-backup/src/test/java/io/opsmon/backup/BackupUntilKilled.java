package io.opsmon.backup;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.backup.file.BackupManifest;
import io.opsmon.backup.internal.catalogue.BackupCatalogue;
import io.opsmon.backup.internal.engine.BackupSettings;
import io.opsmon.backup.internal.engine.DefaultBackups;
import io.opsmon.backup.internal.engine.StoredBackups;
import io.opsmon.backup.internal.file.BackupEncoding;
import io.opsmon.backup.internal.postgres.PostgresRunner;
import io.opsmon.backup.internal.storage.LocalBackupStorage;
import io.opsmon.chain.Sealer;
import io.opsmon.testsupport.TestDatabases;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.util.unit.DataSize;

/**
 * A node that dies at a given point, as by {@code kill -9}. Arguments: the point, the URL of the database, the
 * directory.
 */
final class BackupUntilKilled {

    /** The points of death. */
    enum Point {
        BEFORE_THE_DUMP,
        AT_THE_FIRST_BYTE,
        IN_THE_MIDDLE,
        WHEN_THE_DUMP_HAS_ENDED,
        BEFORE_THE_FILE_IS_COMMITTED,
        AFTER_THE_FILE_IS_COMMITTED,
        IN_THE_MANIFEST,
        BEFORE_THE_MANIFEST_IS_COMMITTED,
        AFTER_THE_MANIFEST_IS_COMMITTED,
        IN_THE_VERIFICATION,
        IN_THE_RESTORE
    }

    private final Point point;

    private BackupUntilKilled(Point point) {
        this.point = point;
    }

    public static void main(String[] arguments) {
        new BackupUntilKilled(Point.valueOf(arguments[0])).run(arguments[1], Path.of(arguments[2]));
    }

    private void dieAt(Point here) {
        if (point == here) {
            Runtime.getRuntime().halt(137);
        }
    }

    private void run(String url, Path directory) {
        HikariDataSource pool = TestDatabases.pool(url);
        BackupDatabase database = new BackupDatabase(point.name(), pool, url, pool.getUsername(), pool.getPassword());
        DefaultBackups backups = new DefaultBackups(
                List.of(new BackupSource(database, new Dying(), null, Duration.ofMinutes(1), null, null)),
                new StoredBackups(
                        "shop",
                        new DyingStorage(new LocalBackupStorage(directory, DataSize.ofBytes(0), Clock.systemUTC())),
                        new BackupEncoding(1, null),
                        new Sealer(List.of())),
                new BackupCatalogue(pool),
                new BackupSettings(point.name(), 1, Duration.ofSeconds(30), Duration.ofSeconds(1)),
                event -> {},
                Clock.systemUTC());
        backups.start();
        Backup made = backups.run(BackupRequest.manual(point.name(), null));
        if (point == Point.IN_THE_VERIFICATION) {
            backups.verify(made.id());
        }
        backups.restore(new RestoreRequest(made.id(), database, RestoreScope.REPLACE, null));
        throw new IllegalStateException("It lives on, with " + made);
    }

    /** Delegates to the real runner until the point is reached. */
    private final class Dying implements BackupRunner {

        private final BackupRunner runner = new PostgresRunner(DumpMethod.TOOLS, null, 1);

        @Override
        public String name() {
            return runner.name();
        }

        @Override
        public boolean supports(BackupDatabase database) {
            return runner.supports(database);
        }

        @Override
        public DumpReport dump(BackupDatabase database, OutputStream sink, TableProgress tables)
                throws IOException, SQLException, InterruptedException {
            dieAt(Point.BEFORE_THE_DUMP);
            DumpReport report = runner.dump(database, sink, tables);
            dieAt(Point.WHEN_THE_DUMP_HAS_ENDED);
            return report;
        }

        @Override
        public RestoreReport restore(BackupDatabase database, InputStream dump, RestoreScope scope)
                throws IOException, SQLException, InterruptedException {
            return runner.restore(database, dying(dump, Point.IN_THE_RESTORE), scope);
        }

        private InputStream dying(InputStream dump, Point here) {
            return new FilterInputStream(dump) {
                private long count;

                @Override
                public int read(byte[] bytes, int offset, int length) throws IOException {
                    int read = super.read(bytes, offset, length);
                    count += read;
                    if (count > 200_000) {
                        dieAt(here);
                    }
                    return read;
                }
            };
        }

        @Override
        public Scratch scratch(BackupDatabase server, String name)
                throws SQLException, IOException, InterruptedException {
            return new SteeredScratch(runner.scratch(server, name), dump -> dying(dump, Point.IN_THE_VERIFICATION));
        }

        @Override
        public List<BackupManifest.TableContent> contents(BackupDatabase database, TableProgress tables)
                throws SQLException, InterruptedException {
            return runner.contents(database, tables);
        }
    }

    /** Delegates to the real storage until the point is reached. */
    private final class DyingStorage extends ForwardingStorage {

        DyingStorage(BackupStorage storage) {
            super(storage);
        }

        @Override
        public Upload upload(String name, long expectedBytes) throws IOException {
            boolean isManifest = name.endsWith(BackupManifest.SUFFIX);
            return new ForwardingUpload(super.upload(name, expectedBytes)) {
                private long count;

                @Override
                public void write(byte[] bytes, int offset, int length) throws IOException {
                    super.write(bytes, offset, length);
                    count += length;
                    dieAt(isManifest ? Point.IN_THE_MANIFEST : Point.AT_THE_FIRST_BYTE);
                    if (count > 100_000) {
                        dieAt(Point.IN_THE_MIDDLE);
                    }
                }

                @Override
                public void commit() throws IOException {
                    dieAt(isManifest ? Point.BEFORE_THE_MANIFEST_IS_COMMITTED : Point.BEFORE_THE_FILE_IS_COMMITTED);
                    super.commit();
                    dieAt(isManifest ? Point.AFTER_THE_MANIFEST_IS_COMMITTED : Point.AFTER_THE_FILE_IS_COMMITTED);
                }
            };
        }
    }
}
