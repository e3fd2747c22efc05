package io.opsmon.backup.internal.h2;

import io.opsmon.backup.BackupDatabase;
import io.opsmon.backup.BackupRunner.Scratch;
import io.opsmon.backup.RestoreScope;
import io.opsmon.backup.ScratchIsolation;
import io.opsmon.backup.TableProgress;
import io.opsmon.backup.file.BackupManifest.TableContent;
import io.opsmon.internal.file.WorkDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.h2.jdbcx.JdbcConnectionPool;
import org.springframework.util.unit.DataSize;

/**
 * A scratch database in this process, used if no other process can be started. Its files are in a private directory.
 */
final class H2Scratch implements Scratch {

    /** The prefix of the directories. */
    static final String PREFIX = "opsmon_scratch_";

    private final WorkDirectory directory;
    private final ScratchIsolation isolation;
    private final JdbcConnectionPool pool;
    private final BackupDatabase database;

    private H2Scratch(WorkDirectory directory, String url, ScratchIsolation isolation) {
        this.directory = directory;
        this.isolation = isolation;
        this.pool = JdbcConnectionPool.create(url, "opsmon", "");
        this.database = new BackupDatabase("scratch", pool, url, "opsmon", "");
    }

    /** Creates a scratch database, in a separate process if possible. */
    static Scratch create(BackupDatabase like, DataSize memory) throws IOException, InterruptedException {
        WorkDirectory directory = WorkDirectory.create(PREFIX);
        boolean isCreated = false;
        try {
            Scratch scratch;
            try {
                scratch = new CagedScratch(
                        directory, CageProcess.start(directory.path(), url(like, directory, "caged"), memory));
            } catch (CageUnavailableException unavailable) {
                scratch = new H2Scratch(
                        directory,
                        url(like, directory, "scratch"),
                        ScratchIsolation.missing(
                                "The statements of the dump run in the application's process: " + unavailable.reason(),
                                unavailable.remedy()));
            }
            isCreated = true;
            return scratch;
        } finally {
            if (!isCreated) {
                directory.close();
            }
        }
    }

    private static String url(BackupDatabase like, WorkDirectory directory, String name) {
        Map<String, String> settings = new TreeMap<>();
        Stream.of(like.url().split(";")).skip(1).forEach(setting -> {
            String[] both = setting.split("=", 2);
            settings.put(both[0].strip().toUpperCase(Locale.ROOT), both.length > 1 ? both[1] : "");
        });
        settings.putAll(current(like));
        settings.keySet().retainAll(ScriptSettings.OF_URL);
        return "jdbc:h2:file:" + directory.path().toAbsolutePath().resolve(name)
                + ";WRITE_DELAY=0;DB_CLOSE_DELAY=0;TRACE_LEVEL_FILE=0;TRACE_LEVEL_SYSTEM_OUT=0"
                + settings.entrySet().stream()
                        .map(setting -> ";" + setting.getKey() + "=" + setting.getValue())
                        .collect(Collectors.joining());
    }

    /** Reads the settings of the open database, which may differ from its URL. */
    private static Map<String, String> current(BackupDatabase like) {
        try (Connection connection = like.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            return ScriptSettings.of(statement).values();
        } catch (SQLException unavailable) {
            // The URL has the settings, unless the application changes them later.
            return Map.of();
        }
    }

    @Override
    public ScratchIsolation isolation() {
        return isolation;
    }

    @Override
    public List<String> restore(InputStream dump) throws IOException, SQLException, InterruptedException {
        new H2Runner().restore(database, dump, RestoreScope.INTO_EMPTY);
        return List.of();
    }

    @Override
    public List<TableContent> contents(TableProgress tables) throws SQLException, InterruptedException {
        return new H2Runner().contents(database, tables);
    }

    @Override
    public void close() throws SQLException, IOException {
        // Closes the database and its files, regardless of settings in the script.
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("SHUTDOWN IMMEDIATELY");
        } finally {
            pool.dispose();
            directory.close();
        }
    }
}
