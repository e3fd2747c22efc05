package io.opsmon.backup.postgres;

import io.opsmon.backup.BackupDatabase;
import io.opsmon.backup.BackupRunner;
import io.opsmon.backup.RestoreScope;
import io.opsmon.backup.file.BackupManifest.TableContent;
import io.opsmon.backup.jdbc.StatementTask;
import io.opsmon.backup.tool.Tool;
import io.opsmon.backup.tool.ToolException;
import io.opsmon.backup.tool.ToolProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL's own {@code pg_dump} in its custom format, and {@code pg_restore} in one transaction. A snapshot is exported and dumped, and meanwhile the connection that has exported it reckons what the tables have: exactly what is in the dump. Compression is left to those who
 * store it. The password goes by the program's environment. Thread-safe.
 *
 * @since 0.1
 */
public final class PostgresRunner implements BackupRunner {

    private static final int MAJOR = 10_000;
    private static final int CHUNK = 1 << 16;

    private final @Nullable Path tools;

    /**
     * Makes the runner.
     *
     * @param tools the directory of {@code pg_dump} and {@code pg_restore}; null for the {@code PATH}
     */
    public PostgresRunner(@Nullable Path tools) {
        this.tools = tools;
    }

    @Override
    public String name() {
        return "postgresql";
    }

    @Override
    public boolean supports(BackupDatabase database) {
        return database.url().startsWith(PostgresAddress.PREFIX);
    }

    @Override
    public DumpReport dump(BackupDatabase database, OutputStream sink)
            throws IOException, SQLException, InterruptedException {
        PostgresAddress address = PostgresAddress.of(database);
        try (Connection connection = database.dataSource().getConnection()) {
            Tool tool = tool("pg_dump", connection);
            String engine = engine(connection);
            try {
                begin(connection);
                String snapshot = export(connection);
                ToolProcess process = new ToolProcess(
                        List.of(
                                tool.path().toString(),
                                "--format=custom",
                                "--compress=0",
                                "--no-password",
                                "--snapshot=" + snapshot),
                        address.environment(),
                        address.secrets());
                try (StatementTask<List<TableContent>> contents = StatementTask.on(connection, PostgresContents::of)) {
                    process.run(running -> running.getInputStream().transferTo(sink));
                    return new DumpReport(engine, tool.version(), contents.result());
                }
            } finally {
                end(connection);
            }
        }
    }

    /** A transaction that sees one moment. */
    private static void begin(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
            // However long it takes.
            statement.execute("SET LOCAL statement_timeout = 0");
            statement.execute("SET LOCAL idle_in_transaction_session_timeout = 0");
        }
    }

    private static void end(Connection connection) throws SQLException {
        connection.rollback();
        connection.setAutoCommit(true);
    }

    private static String export(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return text(statement, "SELECT pg_export_snapshot()");
        }
    }

    private static String engine(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return "PostgreSQL " + text(statement, "SHOW server_version");
        }
    }

    private static String text(Statement statement, String query) throws SQLException {
        try (ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getString(1);
        }
    }

    /** A program reads servers of its own version and of earlier ones. */
    private Tool tool(String name, Connection connection) throws IOException, SQLException, InterruptedException {
        int server;
        try (Statement statement = connection.createStatement()) {
            server = Integer.parseInt(text(statement, "SHOW server_version_num")) / MAJOR;
        }
        String remedy = "Install the client programs of PostgreSQL " + server
                + " or newer (Debian: postgresql-client), or set their directory.";
        Tool tool = Tool.find(name, tools, remedy);
        if (tool.major() < server) {
            throw new ToolException(tool.path() + " is of version " + tool.major() + ", older than the server's "
                    + server + ". " + remedy);
        }
        return tool;
    }

    @Override
    public void restore(BackupDatabase database, InputStream dump, RestoreScope scope)
            throws IOException, SQLException, InterruptedException {
        PostgresAddress address = PostgresAddress.of(database);
        String name;
        Tool restore;
        @Nullable Tool psql = null;
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            name = "dbname='"
                    + text(statement, "SELECT current_database()")
                            .replace("\\", "\\\\")
                            .replace("'", "\\'")
                    + "'";
            restore = tool("pg_restore", connection);
            if (scope == RestoreScope.REPLACE) {
                psql = tool("psql", connection);
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

    @Override
    public Scratch scratch(BackupDatabase server, String name) throws SQLException {
        return PostgresScratch.create(server, name);
    }

    @Override
    public List<TableContent> contents(BackupDatabase database) throws SQLException, InterruptedException {
        try (Connection connection = database.dataSource().getConnection()) {
            try {
                begin(connection);
                return StatementTask.interruptibly(connection, PostgresContents::of);
            } finally {
                end(connection);
            }
        }
    }
}
