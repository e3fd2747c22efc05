package io.opsmon.backup.h2;

import io.opsmon.backup.BackupDatabase;
import io.opsmon.backup.BackupRunner.Scratch;
import io.opsmon.backup.RestoreScope;
import io.opsmon.backup.ScratchIsolation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.h2.jdbcx.JdbcConnectionPool;
import org.springframework.util.FileSystemUtils;

/** An embedded database in a temporary directory of its own, which only this process's user may read. */
final class H2Scratch implements Scratch {

    /** Settings that a script does not have in it and that it is read by. */
    private static final List<String> SETTINGS = List.of(
            "MODE",
            "DATABASE_TO_UPPER",
            "DATABASE_TO_LOWER",
            "CASE_INSENSITIVE_IDENTIFIERS",
            "NON_KEYWORDS",
            "OLD_INFORMATION_SCHEMA");

    private final Path directory;
    private final JdbcConnectionPool pool;
    private final BackupDatabase database;

    private H2Scratch(Path directory, JdbcConnectionPool pool, BackupDatabase database) {
        this.directory = directory;
        this.pool = pool;
        this.database = database;
    }

    static H2Scratch create(BackupDatabase like, String name) throws IOException {
        Path directory = Files.createTempDirectory(name);
        String url = "jdbc:h2:file:" + directory.resolve("scratch")
                + Stream.of(like.url().split(";"))
                        .skip(1)
                        .filter(setting -> SETTINGS.contains(setting.substring(0, Math.max(0, setting.indexOf('=')))
                                .toUpperCase(Locale.ROOT)))
                        .collect(Collectors.joining(";", ";WRITE_DELAY=0;DB_CLOSE_DELAY=0;", ""));
        JdbcConnectionPool pool = JdbcConnectionPool.create(url, "opsmon", "");
        return new H2Scratch(directory, pool, new BackupDatabase(name, pool, url, "opsmon", ""));
    }

    @Override
    public BackupDatabase database() {
        return database;
    }

    @Override
    public ScratchIsolation isolation() {
        return ScratchIsolation.missing(
                "the statements of the dump run in the application's own process",
                "Verify only backups whose origin you know");
    }

    @Override
    public List<String> restore(InputStream dump) throws IOException, SQLException, InterruptedException {
        new H2Runner().restore(database, dump, RestoreScope.INTO_EMPTY);
        return List.of();
    }

    @Override
    public void close() throws SQLException, IOException {
        // Whatever the script has set: it is closed now, and so are its files.
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SHUTDOWN IMMEDIATELY");
        } finally {
            pool.dispose();
            FileSystemUtils.deleteRecursively(directory);
        }
    }
}
