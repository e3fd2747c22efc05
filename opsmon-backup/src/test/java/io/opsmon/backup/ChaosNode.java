package io.opsmon.backup;

import com.zaxxer.hikari.HikariDataSource;
import io.opsmon.backup.Backups.Resync;
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
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.unit.DataSize;

/**
 * A node that repeats one activity until it is killed. Arguments: the work, the URL of the database, the directory, the
 * backup to restore or import, a prefix for ids.
 */
final class ChaosNode {

    /** The activities. */
    enum Work {
        RESYNC,
        IMPORT,
        RETENTION,
        RESTORE
    }

    /** Printed at the start. */
    static final String BEGUN = "begun";

    /** A folder of the storage that disappears and reappears while the catalog is compared with the storage. */
    static final String COMING_AND_GOING = "guests";

    private final HikariDataSource pool;
    private final Path root;
    private final DefaultBackups backups;
    private final BackupManifest template;
    private final String prefix;

    private ChaosNode(HikariDataSource pool, Path root, String template, String prefix) {
        this.pool = pool;
        this.root = root;
        this.backups = backups(pool, root, prefix);
        this.template = backups.catalogue().manifest(template).orElseThrow();
        this.prefix = prefix;
    }

    static Path storage(Path root) {
        return root.resolve("storage");
    }

    static Path aside(Path root) {
        return root.resolve("aside");
    }

    static BackupDatabase database(HikariDataSource pool) {
        return new BackupDatabase("main", pool, pool.getJdbcUrl(), pool.getUsername(), pool.getPassword());
    }

    static DefaultBackups backups(HikariDataSource pool, Path root, String node) {
        return new DefaultBackups(
                List.of(new BackupSource(
                        database(pool),
                        new PostgresRunner(DumpMethod.JDBC, null, 1),
                        null,
                        Duration.ofMinutes(1),
                        new RetentionPolicy(2, 0, 0, 0, 0, null, ZoneOffset.UTC),
                        null)),
                new StoredBackups(
                        "shop",
                        new LocalBackupStorage(storage(root), DataSize.ofBytes(0), Clock.systemUTC()),
                        new BackupEncoding(1, null),
                        new Sealer(List.of())),
                new BackupCatalogue(pool),
                new BackupSettings(node, 1, Duration.ofSeconds(3), Duration.ofSeconds(10)),
                event -> {},
                Clock.systemUTC());
    }

    public static void main(String[] arguments) throws Exception {
        Work work = Work.valueOf(arguments[0]);
        HikariDataSource pool = TestDatabases.pool(arguments[1]);
        ChaosNode node = new ChaosNode(pool, Path.of(arguments[2]), arguments[3], arguments[4]);
        node.backups.start();
        System.out.println(BEGUN);
        for (int count = 0; ; count++) {
            switch (work) {
                case RESYNC -> node.resync(count);
                case IMPORT -> node.importBackup(count);
                case RETENTION -> node.retain();
                case RESTORE -> node.restore();
            }
        }
    }

    /** Some backups disappear and reappear, and the catalog loses one of them. */
    private void resync(int count) throws IOException {
        Path folder = storage(root).resolve(COMING_AND_GOING);
        if (count % 2 == 0) {
            Files.move(folder, aside(root));
        } else {
            Files.move(aside(root), folder);
            new JdbcTemplate(pool).update("DELETE FROM opsmon_backup WHERE id = 'guest-1'");
        }
        resync(backups);
    }

    static Resync resync(DefaultBackups backups) throws IOException {
        Resync found = backups.resync();
        return found.isApplied() ? found : backups.resync(found.confirmation());
    }

    private void importBackup(int count) throws IOException {
        importBackup(backups, template, prefix + "-" + count, "imported/" + prefix + "-" + count);
    }

    static void importBackup(DefaultBackups backups, BackupManifest template, String id, String file)
            throws IOException {
        BackupManifest manifest = new BackupManifest(
                id,
                template.application(),
                template.dataSource(),
                template.engine(),
                template.runner(),
                template.tool(),
                template.createdAt(),
                file,
                template.dumpBytes(),
                template.storedBytes(),
                null,
                template.sha256(),
                template.tables(),
                null);
        try (InputStream content = backups.stored().read(template, 0)) {
            backups.importBackup(manifest, content);
        }
    }

    private void retain() throws IOException {
        Backup made = backups.run(BackupRequest.manual("main", null));
        if (made.status() != BackupStatus.SUCCEEDED) {
            throw new IOException(made.problem());
        }
        backups.applyRetention("main");
    }

    private void restore() throws IOException {
        Backup restored = backups.restore(
                new RestoreRequest(template.id(), backups.source("main").database(), RestoreScope.REPLACE, null));
        if (restored.problem() != null) {
            throw new IOException(restored.problem());
        }
    }
}
