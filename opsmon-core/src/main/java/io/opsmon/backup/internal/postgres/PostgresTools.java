package io.opsmon.backup.internal.postgres;

import io.opsmon.backup.BackupDatabase;
import io.opsmon.backup.RestoreScope;
import io.opsmon.backup.internal.file.DirectoryArchive;
import io.opsmon.backup.internal.tool.Tool;
import io.opsmon.backup.internal.tool.ToolException;
import io.opsmon.backup.internal.tool.ToolProcess;
import io.opsmon.internal.file.WorkDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs {@code pg_dump} in the custom format and {@code pg_restore} in one transaction, or both in the directory format
 * for a parallelism above one. Dumps are not compressed, because the storage encoding compresses them. The password is
 * passed in the environment of the programs.
 */
final class PostgresTools {

    /** The prefix of directories that contain an unencrypted dump for a while. */
    static final String WORK = "opsmon-dump-";

    private static final int MAJOR = 10_000;
    private static final int CHUNK = 1 << 16;

    private final @Nullable Path directory;
    private final int parallelism;

    /** Uses the programs in the directory, or on the {@code PATH} if null, and the given number of connections. */
    PostgresTools(@Nullable Path directory, int parallelism) {
        this.directory = directory;
        this.parallelism = parallelism;
    }

    /** Finds a program. A program supports servers of its own version and of earlier versions. */
    Tool find(String name, Connection connection) throws IOException, SQLException, InterruptedException {
        int server;
        try (Statement statement = connection.createStatement()) {
            server = Integer.parseInt(PostgresRunner.text(statement, "SHOW server_version_num")) / MAJOR;
        }
        String remedy = "Install the client programs of PostgreSQL " + server
                + " or newer (Debian: postgresql-client), or set their directory.";
        Tool tool = Tool.find(name, directory, remedy);
        if (tool.major() < server) {
            throw new ToolException("\"" + tool.path() + "\" has version " + tool.major() + ", which is older than"
                    + " version " + server + " of the server. " + remedy);
        }
        return tool;
    }

    /** Dumps an exported snapshot. */
    void dump(Tool tool, BackupDatabase database, String snapshot, OutputStream sink)
            throws IOException, SQLException, InterruptedException {
        PostgresAddress address = PostgresAddress.of(database);
        if (parallelism > 1) {
            inDirectory(work -> {
                new ToolProcess(
                                List.of(
                                        tool.path().toString(),
                                        "--format=directory",
                                        "--jobs=" + parallelism,
                                        "--compress=0",
                                        "--no-password",
                                        "--snapshot=" + snapshot,
                                        "--dbname=" + address.named(),
                                        "--file=" + work.resolve("dump")),
                                address.environment(),
                                address.secrets())
                        .run();
                DirectoryArchive.write(work.resolve("dump"), sink);
            });
            return;
        }
        new ToolProcess(
                        List.of(
                                tool.path().toString(),
                                "--format=custom",
                                "--compress=0",
                                "--no-password",
                                "--snapshot=" + snapshot,
                                "--dbname=" + address.named()),
                        address.environment(),
                        address.secrets())
                .run(process -> process.getInputStream().transferTo(sink));
    }

    void restore(BackupDatabase database, InputStream dump, RestoreScope scope)
            throws IOException, SQLException, InterruptedException {
        PostgresAddress address = PostgresAddress.of(database);
        String name;
        Tool restore;
        @Nullable Tool psql = null;
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            name = PostgresAddress.named(PostgresRunner.text(statement, "SELECT current_database()"));
            restore = find("pg_restore", connection);
            if (scope == RestoreScope.REPLACE) {
                psql = find("psql", connection);
                RestrictedScript.requireFixed(restore);
                RestrictedScript.requireFixed(psql);
            }
        }
        PushbackInputStream whole = DirectoryArchive.BEGINNING.lookingAt(dump);
        @Nullable
        PostgresReplacement replacement =
                psql == null ? null : new PostgresReplacement(restore.path(), psql.path(), address, name);
        if (DirectoryArchive.BEGINNING.isAtBeginningOf(whole)) {
            inDirectory(work -> {
                DirectoryArchive.read(whole, work);
                if (replacement == null) {
                    new PostgresParallelRestore(database, restore.path(), address, name, parallelism).run(work);
                } else {
                    replacement.run(work);
                }
            });
        } else if (replacement != null) {
            replacement.run(whole);
        } else {
            new ToolProcess(
                            List.of(
                                    restore.path().toString(),
                                    "--single-transaction",
                                    "--exit-on-error",
                                    "--no-owner",
                                    "--no-password",
                                    // A name with an equals sign would be interpreted as a connection string.
                                    "--dbname=" + name),
                            address.environment(),
                            address.secrets())
                    .run(process -> feed(process, whole));
        }
    }

    int parallelism() {
        return parallelism;
    }

    /** Restores the listed contents into a scratch database, as the database's user. */
    void restore(BackupDatabase database, InputStream dump, ScratchContents contents)
            throws IOException, SQLException, InterruptedException {
        Map<String, String> environment = PostgresAddress.of(database).environment();
        Tool restore;
        try (Connection connection = database.dataSource().getConnection()) {
            restore = find("pg_restore", connection);
        }
        PushbackInputStream whole = DirectoryArchive.BEGINNING.lookingAt(dump);
        if (DirectoryArchive.BEGINNING.isAtBeginningOf(whole)) {
            inDirectory(work -> {
                DirectoryArchive.read(whole, work);
                String list = contents.restored(PostgresArchive.contents(restore.path(), environment, work));
                intoScratch(database, restore, contents, list, List.of("--jobs=" + parallelism, work.toString()));
            });
        } else {
            PostgresArchive archive = PostgresArchive.of(restore.path(), environment, whole);
            String list = contents.restored(archive.contents());
            intoScratch(
                    database,
                    restore,
                    contents,
                    list,
                    List.of("--single-transaction"),
                    process -> feed(process, archive.whole()));
        }
    }

    private static void intoScratch(
            BackupDatabase database,
            Tool restore,
            ScratchContents contents,
            String list,
            List<String> arguments,
            ToolProcess.Exchange... exchanges)
            throws IOException, InterruptedException {
        PostgresAddress address = PostgresAddress.of(database);
        try (WorkDirectory work = WorkDirectory.create(WORK)) {
            Path file = work.path().resolve("contents.list");
            Files.writeString(file, list);
            List<String> command = new ArrayList<>(List.of(
                    restore.path().toString(),
                    "--exit-on-error",
                    "--no-owner",
                    "--no-password",
                    "--use-list=" + file,
                    // Names of scratch databases need no quoting.
                    "--dbname=" + database.name()));
            if (contents.isCaged()) {
                command.addAll(List.of("--no-privileges", "--no-tablespaces", "--no-security-labels"));
            }
            command.addAll(arguments);
            new ToolProcess(command, address.environment(), address.secrets()).run(exchanges);
        }
    }

    /** Works with a directory that contains an unencrypted dump. */
    private interface Work {
        void in(Path directory) throws IOException, SQLException, InterruptedException;
    }

    /** Creates a directory for this process's user only, and deletes the directory after the work. */
    private static void inDirectory(Work work) throws IOException, SQLException, InterruptedException {
        try (WorkDirectory directory = WorkDirectory.create(WORK)) {
            work.in(directory.path());
        } catch (IOException failure) {
            // This thread reads or writes the dump, so an interrupt was meant for this method.
            if (Thread.interrupted() || failure instanceof InterruptedIOException) {
                throw new InterruptedException(failure.getMessage());
            }
            throw failure;
        }
    }

    /**
     * Sends a dump to a program, with a delay of one chunk. The program commits after the last byte, which is sent only
     * after the dump was read to its end without an error. A damaged or exchanged file is detected at the end at the
     * latest.
     */
    private static void feed(Process process, InputStream dump) throws IOException {
        OutputStream in = process.getOutputStream();
        byte[] held = dump.readNBytes(CHUNK);
        byte[] next = dump.readNBytes(CHUNK);
        while (next.length > 0) {
            in.write(held);
            held = next;
            next = dump.readNBytes(CHUNK);
        }
        in.write(held);
        in.close();
    }
}
