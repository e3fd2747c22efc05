package io.opsmon.backup.mariadb;

import io.opsmon.backup.BackupDatabase;
import io.opsmon.backup.BackupRunner;
import io.opsmon.backup.RestoreScope;
import io.opsmon.backup.file.BackupManifest.TableContent;
import io.opsmon.backup.file.EndMark;
import io.opsmon.backup.jdbc.CancellableTask;
import io.opsmon.backup.tool.Tool;
import io.opsmon.backup.tool.ToolException;
import io.opsmon.backup.tool.ToolProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * MariaDB's own {@code mariadb-dump}, or MySQL's {@code mysqldump}: one database in one transaction, with routines, triggers and events. The client runs the script. The password goes by the programs' environment. Thread-safe.
 *
 * <p>The dump's snapshot cannot be shared. That both see the same, the program and the connection that reckons what the tables have, is had by a read lock on all tables until both have begun: writers wait that long, a fraction of a second. Tables that have no transactions stay locked until the dump has ended.
 *
 * @since 0.1
 */
public final class MariaDbRunner implements BackupRunner {

    private static final EndMark END = new EndMark("-- opsmon: end of the script\n");

    private final @Nullable Path tools;

    /**
     * Makes the runner.
     *
     * @param tools the directory of {@code mariadb-dump} and {@code mariadb}, or {@code mysqldump} and {@code mysql}; null for the {@code PATH}
     */
    public MariaDbRunner(@Nullable Path tools) {
        this.tools = tools;
    }

    @Override
    public String name() {
        return "mariadb";
    }

    @Override
    public boolean supports(BackupDatabase database) {
        return MariaDbAddress.matches(database.url());
    }

    @Override
    public DumpReport dump(BackupDatabase database, OutputStream sink)
            throws IOException, SQLException, InterruptedException {
        MariaDbAddress address = MariaDbAddress.of(database);
        try (Connection reading = database.dataSource().getConnection();
                TableLock lock = new TableLock(database.dataSource())) {
            Tool dump = tool(reading, "mariadb-dump", "mysqldump");
            lock.take();
            Snapshot snapshot = new Snapshot(reading);
            boolean done = false;
            try {
                snapshot.begin();
                String engine = engine(reading);
                ToolProcess process = new ToolProcess(
                        dumping(dump, address, reading.getCatalog()), address.environment(), address.secrets());
                try (CancellableTask<List<TableContent>> contents = CancellableTask.on(reading, MariaDbContents::of)) {
                    process.run(running -> copy(running.getInputStream(), sink, lock));
                    DumpReport report = new DumpReport(engine, dump.version(), contents.result());
                    END.writeTo(sink);
                    done = true;
                    return report;
                }
            } finally {
                snapshot.end(done);
            }
        }
    }

    private static List<String> dumping(Tool dump, MariaDbAddress address, String database) {
        return arguments(
                dump,
                address,
                "--single-transaction",
                "--skip-lock-tables",
                "--skip-add-locks",
                "--quick",
                "--routines",
                "--triggers",
                "--events",
                "--hex-blob",
                "--no-tablespaces",
                "--comments",
                "--skip-dump-date",
                "--",
                database);
    }

    private static List<String> arguments(Tool tool, MariaDbAddress address, String... more) {
        return Stream.of(Stream.of(tool.path().toString()), address.arguments().stream(), Stream.of(more))
                .flatMap(each -> each)
                .toList();
    }

    /** What describes a table is written after the program's transaction has begun; what comes before may not. */
    private static void copy(InputStream script, OutputStream sink, TableLock lock) throws IOException {
        byte[] chunk = new byte[1 << 16];
        StringBuilder begun = new StringBuilder();
        boolean hasBegun = false;
        int read = script.read(chunk);
        while (read >= 0) {
            sink.write(chunk, 0, read);
            if (!hasBegun) {
                begun.append(new String(chunk, 0, read, java.nio.charset.StandardCharsets.ISO_8859_1));
                hasBegun = begun.indexOf("\n-- Table structure") >= 0 || begun.length() > 1 << 18;
                if (hasBegun) {
                    lock.giveUpIfTransactional();
                }
            }
            read = script.read(chunk);
        }
    }

    private static String engine(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        String version = connection.getMetaData().getDatabaseProductVersion();
        return (isMariaDb(connection) ? "MariaDB" : product) + " " + version;
    }

    private static boolean isMariaDb(Connection connection) throws SQLException {
        return (connection.getMetaData().getDatabaseProductName()
                        + connection.getMetaData().getDatabaseProductVersion())
                .contains("MariaDB");
    }

    /** By either of two names, of the server's own vendor. */
    private Tool tool(Connection connection, String mariaDb, String mySql)
            throws IOException, SQLException, InterruptedException {
        boolean isMariaDb = isMariaDb(connection);
        int server = major(connection.getMetaData().getDatabaseProductVersion());
        String remedy = "Install the client programs of " + (isMariaDb ? "MariaDB " : "MySQL ") + server
                + " or newer (Debian: " + (isMariaDb ? "mariadb-client" : "mysql-client")
                + "), or set their directory.";
        Tool tool;
        try {
            tool = Tool.find(isMariaDb ? mariaDb : mySql, tools, remedy);
        } catch (ToolException missing) {
            if (!isMariaDb) {
                throw missing;
            }
            tool = otherName(mySql, remedy, missing);
        }
        if (tool.major() < server) {
            throw new ToolException(tool.path() + " is of version " + tool.major() + ", older than the server's "
                    + server + ". " + remedy);
        }
        return tool;
    }

    /** Older packages of MariaDB have MySQL's names only. */
    private Tool otherName(String name, String remedy, ToolException missing) throws IOException, InterruptedException {
        Tool tool;
        try {
            tool = Tool.find(name, tools, remedy);
        } catch (ToolException none) {
            throw missing;
        }
        if (!tool.version().contains("MariaDB")) {
            throw missing;
        }
        return tool;
    }

    private static int major(String version) {
        // Replication made MariaDB 10 and later call themselves 5.5.5 first.
        return Integer.parseInt(version.replaceFirst("^5\\.5\\.5-", "").replaceFirst("\\..*", ""));
    }

    @Override
    public void restore(BackupDatabase database, InputStream dump, RestoreScope scope)
            throws IOException, SQLException, InterruptedException {
        MariaDbAddress address = MariaDbAddress.of(database);
        try (Connection connection = database.dataSource().getConnection()) {
            Tool client = tool(connection, "mariadb", "mysql");
            ToolProcess process = new ToolProcess(
                    arguments(client, address, "--batch", "--binary-mode", "--database=" + connection.getCatalog()),
                    address.environment(),
                    address.secrets());
            new MariaDbRestore(connection, process, scope).run(END.requiredIn(dump));
        }
    }

    @Override
    public Scratch scratch(BackupDatabase server, String name) throws SQLException {
        return MariaDbScratch.create(server, name);
    }

    @Override
    public List<TableContent> contents(BackupDatabase database) throws SQLException, InterruptedException {
        try (Connection connection = database.dataSource().getConnection()) {
            Snapshot snapshot = new Snapshot(connection);
            boolean done = false;
            try {
                snapshot.begin();
                List<TableContent> contents = CancellableTask.interruptibly(connection, MariaDbContents::of);
                done = true;
                return contents;
            } finally {
                snapshot.end(done);
            }
        }
    }
}
