package io.opsmon.backup.internal.postgres;

import io.opsmon.backup.BackupDatabase;
import io.opsmon.backup.BackupPart;
import io.opsmon.backup.BackupRunner;
import io.opsmon.backup.DumpMethod;
import io.opsmon.backup.RestoreScope;
import io.opsmon.backup.TableProgress;
import io.opsmon.backup.TableRestore;
import io.opsmon.backup.file.BackupFinding;
import io.opsmon.backup.file.BackupManifest.TableContent;
import io.opsmon.backup.internal.jdbc.CancellableTask;
import io.opsmon.backup.internal.jdbc.Connections;
import io.opsmon.backup.internal.jdbc.Findings;
import io.opsmon.backup.internal.postgres.restore.RestorePlan;
import io.opsmon.backup.internal.postgres.script.PostgresScript;
import io.opsmon.backup.internal.tool.Tool;
import io.opsmon.backup.internal.tool.ToolChoice;
import io.opsmon.backup.internal.tool.ToolException;
import io.opsmon.backup.internal.tool.ToolProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PushbackInputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.util.Assert;

/**
 * Dumps and restores PostgreSQL, from version 14 on. The runner uses PostgreSQL's own programs, which support all kinds
 * of objects, or the driver if the programs are missing. The content hashes are computed over the dumped snapshot.
 * Thread-safe.
 *
 * @see PostgresScript
 * @since 0.1
 */
public final class PostgresRunner implements BackupRunner {

    private static final int OLDEST = 14;

    /** The encodings of databases whose bytes are not converted. */
    private static final Set<String> OWN_ENCODINGS = Set.of("UTF8", "SQL_ASCII");

    private final DumpMethod method;
    private final PostgresTools tools;

    /**
     * Creates the runner.
     *
     * @param method the method of dumps
     * @param tools the directory of {@code pg_dump}, {@code pg_restore} and {@code psql}; null for the {@code PATH}
     * @param parallelism the number of connections of the programs. With more than one, the dump is first written to a
     *     directory, unencrypted, below the directory for temporary files
     */
    public PostgresRunner(DumpMethod method, @Nullable Path tools, int parallelism) {
        Assert.isTrue(parallelism >= 1, () -> "parallelism must be at least 1, is " + parallelism);
        this.method = method;
        this.tools = new PostgresTools(tools, parallelism);
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
    public List<BackupFinding> inspect(BackupDatabase database) throws SQLException, InterruptedException {
        return inspect(database, BackupPart.EVERYTHING);
    }

    @Override
    public List<BackupFinding> inspect(BackupDatabase database, BackupPart part)
            throws SQLException, InterruptedException {
        try (Connection connection = database.dataSource().getConnection()) {
            List<BackupFinding> findings = new ArrayList<>();
            boolean done = false;
            try {
                begin(connection);
                PostgresPart selected = PostgresPart.of(connection, part);
                findings.addAll(selected.findings(PostgresInspection.of(connection)));
                if (isByDriver(database, connection, selected, findings)) {
                    findings.addAll(PostgresInspection.ofDriver(PostgresScript.unsupported(connection)));
                }
                done = true;
            } finally {
                Connections.end(connection, done);
            }
            return Findings.sorted(findings);
        }
    }

    private boolean isByDriver(
            BackupDatabase database, Connection connection, PostgresPart part, List<BackupFinding> findings)
            throws SQLException, InterruptedException {
        try {
            return tool(database, connection, part) == null;
        } catch (IOException unusable) {
            findings.add(Findings.programUnusable("pg_dump", String.valueOf(unusable.getMessage())));
            return false;
        }
    }

    private @Nullable Tool tool(BackupDatabase database, Connection connection, PostgresPart part)
            throws IOException, SQLException, InterruptedException {
        return ToolChoice.of(method, database, () -> {
            Tool found = tools.find("pg_dump", connection);
            ToolProcess.requireEncodable(part.options());
            return found;
        });
    }

    @Override
    public DumpReport dump(BackupDatabase database, OutputStream sink, TableProgress tables)
            throws IOException, SQLException, InterruptedException {
        return dump(database, BackupPart.EVERYTHING, sink, tables);
    }

    @Override
    public DumpReport dump(BackupDatabase database, BackupPart part, OutputStream sink, TableProgress tables)
            throws IOException, SQLException, InterruptedException {
        try (Connection connection = database.dataSource().getConnection()) {
            String engine = engine(connection);
            boolean done = false;
            try {
                begin(connection);
                PostgresPart selected = PostgresPart.of(connection, part);
                @Nullable Tool tool = tool(database, connection, selected);
                List<BackupFinding> findings =
                        Findings.withoutRefusals(selected.findings(PostgresInspection.of(connection)));
                Dump dump = new Dump(connection, engine, selected, findings);
                DumpReport report =
                        tool == null ? byDriver(dump, sink, tables) : byProgram(tool, database, dump, sink, tables);
                done = true;
                return report;
            } finally {
                Connections.end(connection, done);
            }
        }
    }

    /** A dump in the transaction of a connection. */
    private record Dump(Connection connection, String engine, PostgresPart part, List<BackupFinding> findings) {

        DumpReport report(@Nullable Tool tool, List<TableContent> contents) {
            return new DumpReport(engine, tool == null ? null : tool.version(), contents, findings, part.names());
        }
    }

    private static DumpReport byDriver(Dump dump, OutputStream sink, TableProgress tables)
            throws IOException, SQLException, InterruptedException {
        PostgresScript.dump(dump.connection(), dump.part().script(), sink, tables);
        return dump.report(
                null,
                CancellableTask.interruptibly(
                        dump.connection(),
                        statement -> PostgresContents.of(statement, dump.part(), TableProgress.NONE)));
    }

    private DumpReport byProgram(Tool tool, BackupDatabase database, Dump dump, OutputStream sink, TableProgress tables)
            throws IOException, SQLException, InterruptedException {
        @Nullable String encoding = encoding(dump.connection());
        String snapshot = export(dump.connection());
        // Runs during the dump, because the program has its own connection.
        try (CancellableTask<List<TableContent>> contents = CancellableTask.on(
                dump.connection(), statement -> PostgresContents.of(statement, dump.part(), tables))) {
            dumpOrExplain(tool, database, dump.part(), snapshot, encoding, sink, contents);
            return dump.report(tool, contents.result());
        }
    }

    /** A failure of the contents ends the snapshot, so that the failure of the program is a consequence. */
    private void dumpOrExplain(
            Tool tool,
            BackupDatabase database,
            PostgresPart part,
            String snapshot,
            @Nullable String encoding,
            OutputStream sink,
            CancellableTask<List<TableContent>> contents)
            throws IOException, SQLException, InterruptedException {
        try {
            tools.dump(tool, database, part, snapshot, encoding, sink);
        } catch (ToolException failure) {
            if (contents.hasFailed()) {
                try {
                    contents.result();
                } catch (SQLException reason) {
                    reason.addSuppressed(failure);
                    throw reason;
                }
            }
            throw failure;
        }
    }

    /** Begins a transaction with one snapshot, without timeouts, and with literals as this class writes them. */
    private static void begin(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
            statement.execute("SET LOCAL standard_conforming_strings = on");
            statement.execute("SET LOCAL statement_timeout = 0");
            statement.execute("SET LOCAL idle_in_transaction_session_timeout = 0");
        }
    }

    /** Returns the encoding for dumps of a database in another encoding: restores read UTF-8. */
    private static @Nullable String encoding(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return OWN_ENCODINGS.contains(text(statement, "SHOW server_encoding")) ? null : "UTF8";
        }
    }

    /**
     * Exports the snapshot for another connection, which works at the same time; this connection uses no parallel
     * workers.
     */
    private static String export(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET LOCAL max_parallel_workers_per_gather = 0");
            return text(statement, "SELECT pg_export_snapshot()");
        }
    }

    private static String engine(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return engine(connection.getMetaData().getDatabaseMajorVersion(), text(statement, "SHOW server_version"));
        }
    }

    /** Returns the engine for manifests. Rejects a version that cannot hash its tables. */
    static String engine(int major, String version) throws SQLException {
        if (major < OLDEST) {
            throw new SQLFeatureNotSupportedException(
                    "Backups require PostgreSQL " + OLDEST + " or newer, but the server has version " + version);
        }
        return "PostgreSQL " + version;
    }

    static String text(Statement statement, String query) throws SQLException {
        try (ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getString(1);
        }
    }

    @Override
    public RestoreReport restore(BackupDatabase database, InputStream dump, RestoreScope scope)
            throws IOException, SQLException, InterruptedException {
        PushbackInputStream whole = PostgresScript.BEGINNING.lookingAt(dump);
        if (PostgresScript.BEGINNING.isAtBeginningOf(whole)) {
            return new RestoreReport(PostgresScript.restore(
                    database.dataSource(),
                    whole,
                    scope == RestoreScope.REPLACE
                            ? RestorePlan.replacing(List.of(PostgresDrops.ALL_BUT_OWN))
                            : RestorePlan.everything()));
        }
        ToolChoice.requireSettings(database);
        return new RestoreReport(tools.restore(database, whole, scope));
    }

    int parallelism() {
        return tools.parallelism();
    }

    /** Restores a dump into a scratch database, and returns the warnings. */
    List<String> restore(BackupDatabase database, InputStream dump, ScratchContents contents)
            throws IOException, SQLException, InterruptedException {
        PushbackInputStream whole = PostgresScript.BEGINNING.lookingAt(dump);
        if (PostgresScript.BEGINNING.isAtBeginningOf(whole)) {
            return PostgresScript.restore(database.dataSource(), whole, RestorePlan.scratch(contents));
        }
        ToolChoice.requireSettings(database);
        return tools.restore(database, whole, contents);
    }

    /** Tries nothing, because a restore is one transaction, which is rolled back after a failure. */
    @Override
    public boolean rehearse(BackupDatabase target, BackupDatabase server, InputStream dump, String name) {
        return true;
    }

    @Override
    public RestoreReport restoreTable(
            BackupDatabase target, BackupDatabase server, InputStream dump, String name, TableRestore table)
            throws IOException, SQLException, InterruptedException {
        try (PostgresScratch scratch = PostgresScratch.create(this, server, name)) {
            var unused = scratch.restore(dump);
            return new RestoreReport(
                    PostgresTableRestore.run(scratch.database().dataSource(), target.dataSource(), table));
        }
    }

    @Override
    public Scratch scratch(BackupDatabase server, String name) throws SQLException {
        return PostgresScratch.create(this, server, name);
    }

    @Override
    public List<TableContent> contents(BackupDatabase database, TableProgress tables)
            throws SQLException, InterruptedException {
        try (Connection connection = database.dataSource().getConnection()) {
            boolean done = false;
            try {
                begin(connection);
                List<TableContent> contents =
                        CancellableTask.interruptibly(connection, statement -> PostgresContents.of(statement, tables));
                done = true;
                return contents;
            } finally {
                Connections.end(connection, done);
            }
        }
    }
}
