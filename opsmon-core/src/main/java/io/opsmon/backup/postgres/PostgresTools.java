package io.opsmon.backup.postgres;

import io.opsmon.backup.BackupDatabase;
import io.opsmon.backup.RestoreScope;
import io.opsmon.backup.tool.Tool;
import io.opsmon.backup.tool.ToolException;
import io.opsmon.backup.tool.ToolProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** PostgreSQL's own {@code pg_dump} in its custom format, and {@code pg_restore} in one transaction. Compression is left to those who store it. The password goes by the programs' environment. */
final class PostgresTools {

    private static final int MAJOR = 10_000;
    private static final int CHUNK = 1 << 16;

    private final @Nullable Path directory;

    /** With the directory of the programs; null for the {@code PATH}. */
    PostgresTools(@Nullable Path directory) {
        this.directory = directory;
    }

    /** A program reads servers of its own version and of earlier ones. */
    Tool find(String name, Connection connection) throws IOException, SQLException, InterruptedException {
        int server;
        try (Statement statement = connection.createStatement()) {
            server = Integer.parseInt(PostgresRunner.text(statement, "SHOW server_version_num")) / MAJOR;
        }
        String remedy = "Install the client programs of PostgreSQL " + server
                + " or newer (Debian: postgresql-client), or set their directory.";
        Tool tool = Tool.find(name, directory, remedy);
        if (tool.major() < server) {
            throw new ToolException(tool.path() + " is of version " + tool.major() + ", older than the server's "
                    + server + ". " + remedy);
        }
        return tool;
    }

    /** What is in a snapshot that a transaction has exported. */
    static void dump(Tool tool, BackupDatabase database, String snapshot, OutputStream sink)
            throws IOException, InterruptedException {
        PostgresAddress address = PostgresAddress.of(database);
        new ToolProcess(
                        List.of(
                                tool.path().toString(),
                                "--format=custom",
                                "--compress=0",
                                "--no-password",
                                "--snapshot=" + snapshot),
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
            name = "dbname='"
                    + PostgresRunner.text(statement, "SELECT current_database()")
                            .replace("\\", "\\\\")
                            .replace("'", "\\'")
                    + "'";
            restore = find("pg_restore", connection);
            if (scope == RestoreScope.REPLACE) {
                psql = find("psql", connection);
            }
        }
        if (psql != null) {
            new PostgresReplacement(restore.path(), psql.path(), address, name).run(dump);
        } else {
            new ToolProcess(
                            List.of(
                                    restore.path().toString(),
                                    "--single-transaction",
                                    "--exit-on-error",
                                    "--no-owner",
                                    "--no-password",
                                    // A name with an equals sign would be taken for a connection string.
                                    "--dbname=" + name),
                            address.environment(),
                            address.secrets())
                    .run(process -> feed(process, dump));
        }
    }

    /** The program commits once it has the last byte: it gets that when the dump has been read to its end, which is where a file tells that it is not the one that was written. */
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
