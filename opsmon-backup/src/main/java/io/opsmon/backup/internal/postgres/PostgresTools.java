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
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs {@code pg_dump} in the custom format, or in the directory format for a parallelism above one, and restores such
 * dumps with {@code pg_restore}. Dumps are not compressed, because the storage encoding compresses them. The password
 * is passed in the environment of the programs.
 */
final class PostgresTools {

    /** The prefix of directories that contain an unencrypted dump for a while. */
    static final String WORK = "opsmon-dump-";

    private static final int MAJOR = 10_000;

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

    /** Dumps a part of an exported snapshot, in an encoding, or in that of the database if null. */
    void dump(
            Tool tool,
            BackupDatabase database,
            PostgresPart part,
            String snapshot,
            @Nullable String encoding,
            OutputStream sink)
            throws IOException, SQLException, InterruptedException {
        PostgresAddress address = PostgresAddress.of(database);
        List<String> command = new ArrayList<>(List.of(
                tool.path().toString(),
                "--compress=0",
                "--no-password",
                "--snapshot=" + snapshot,
                "--dbname=" + address.named()));
        command.addAll(part.options());
        if (encoding != null) {
            command.add("--encoding=" + encoding);
        }
        if (parallelism > 1) {
            inDirectory(work -> {
                command.addAll(
                        List.of("--format=directory", "--jobs=" + parallelism, "--file=" + work.resolve("dump")));
                new ToolProcess(command, address.environment(), address.secrets()).run();
                DirectoryArchive.write(work.resolve("dump"), sink);
            });
        } else {
            command.add("--format=custom");
            new ToolProcess(command, address.environment(), address.secrets())
                    .run(process -> process.getInputStream().transferTo(sink));
        }
    }

    List<String> restore(BackupDatabase database, InputStream dump, RestoreScope scope)
            throws IOException, SQLException, InterruptedException {
        return archive(database).run(dump, scope);
    }

    /** Restores the listed contents into a scratch database, as the database's user. */
    List<String> restore(BackupDatabase database, InputStream dump, ScratchContents contents)
            throws IOException, SQLException, InterruptedException {
        return archive(database).run(dump, contents);
    }

    private ArchiveRestore archive(BackupDatabase database) throws IOException, SQLException, InterruptedException {
        try (Connection connection = database.dataSource().getConnection()) {
            return new ArchiveRestore(database, find("pg_restore", connection), parallelism);
        }
    }

    int parallelism() {
        return parallelism;
    }

    /** Works with a directory that contains an unencrypted dump. */
    interface Work {
        void in(Path directory) throws IOException, SQLException, InterruptedException;
    }

    /** Creates a directory for this process's user only, and deletes the directory after the work. */
    static void inDirectory(Work work) throws IOException, SQLException, InterruptedException {
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
}
